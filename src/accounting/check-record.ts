import { InvalidError } from '../lib/errors.ts';
import { isMeasured, measurementOf } from './measurements.ts';
import type { RecordRequest } from './record-request.ts';

const MOST_METRICS = 100;
const MOST_TAGS = 32;
const LONGEST_NAME = 255;
const LONGEST_VALUE = 1_024;

/** Tags that say whose a point is; they come from who calls, and from `job` and `process`. */
const IDENTITY: ReadonlySet<string> = new Set([
  'type',
  'namespace_name',
  'container_name',
  'pod_name',
  'role',
  'user',
]);
/** Names that a store gives meanings of its own. */
const RESERVED: ReadonlySet<string> = new Set(['time', '_field', '_measurement']);
const SERVICE_PREFIX = /^(?:cpu|memory|gpu)\//;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** InvalidError if what is to be recorded has a bad name, value or number of either; says which. */
export function checkRecord({ metrics, job, process, tags = {} }: RecordRequest): void {
  checkMetrics(metrics);
  if (job !== undefined) checkText('bad-name', 'the name of the job', job);
  if (process !== undefined) checkText('bad-process', 'the name of the process', process);
  if (process !== undefined && job === undefined) {
    throw invalid('bad-process', `process "${process}" is given without its job; give "job" too`);
  }
  const labels = Object.entries(tags);
  if (labels.length > MOST_TAGS)
    throw invalid('bad-tag', `${labels.length} tags are given; give at most ${MOST_TAGS}`);
  for (const [name, value] of labels) checkTag(name, value);
}

/** InvalidError if one of the metrics is what the service measures itself of the jobs that it runs. */
export function checkNotMeasured(metrics: Readonly<Record<string, number>>, job: string): void {
  const name = Object.keys(metrics).find(isMeasured);
  if (name === undefined) return;
  throw invalid(
    'bad-metric',
    `"${name}" of the job "${job}" is measured by the service; record it under another name`,
  );
}

function checkMetrics(metrics: RecordRequest['metrics']): void {
  const values = Object.entries(metrics);
  if (values.length === 0)
    throw invalid('bad-metric', 'no metric is given; give at least one name and value');
  if (values.length > MOST_METRICS) {
    const text = `${values.length} metrics are given; give at most ${MOST_METRICS} in one call`;
    throw invalid('bad-metric', text);
  }
  const names = new Map<string, string>();
  for (const [name, value] of values) {
    checkMetric(name, value);
    const measurement = measurementOf(name);
    const other = names.get(measurement);
    if (other !== undefined)
      throw invalid('bad-metric', `"${other}" and "${name}" are the same metric; give one of them`);
    names.set(measurement, name);
  }
}

function checkMetric(name: string, value: number): void {
  checkText('bad-metric', 'the name of a metric', name);
  if (SERVICE_PREFIX.test(name)) {
    const text = `"${name}" is a name of the service's own; choose one without "${name.slice(0, name.indexOf('/') + 1)}" in front`;
    throw invalid('bad-metric', text);
  }
  if (!Number.isFinite(value))
    throw invalid('bad-metric', `the value of "${name}" is ${value}; give a finite number`);
}

function checkTag(name: string, value: string): void {
  checkText('bad-tag', 'the name of a tag', name);
  if (IDENTITY.has(name)) {
    const text = `the tag "${name}" is set by the service; "job" and "process" say whose the values are`;
    throw invalid('bad-tag', text);
  }
  if (RESERVED.has(name)) throw invalid('bad-tag', `"${name}" cannot be the name of a tag; choose another`);
  // stores leave it out: what is told apart here would be one series there
  checkText('bad-tag', `the value of the tag "${name}"`, value, LONGEST_VALUE);
}

/** Any text that says something, on one line, that every store gives back as it was. */
function checkText(code: string, what: string, text: string, longest = LONGEST_NAME): void {
  if (text.trim() === '') throw invalid(code, `${what} is empty; leave it out, or give one`);
  if (text.length > longest)
    throw invalid(code, `${what} has ${text.length} characters; the most is ${longest}`);
  if (CONTROL.test(text))
    throw invalid(code, `${what}, ${JSON.stringify(text)}, has control characters; leave them out`);
  if (!text.isWellFormed()) throw invalid(code, `${what}, ${JSON.stringify(text)}, is no valid Unicode`);
}

function invalid(code: string, message: string): InvalidError {
  return new InvalidError(code, message);
}
