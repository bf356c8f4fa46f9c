import type { SeriesPoint } from '../../accounting/points.ts';
import type { ReadyWorkers } from '../../jobs/ready-workers.ts';
import { formatDuration } from '../../lib/duration.ts';
import { between, later, type Instant } from '../../lib/time.ts';
import type { Signal } from '../../scaling/ports/signal-source.ts';
import { across } from './across.ts';
import type { UsageQuestion } from './usage-query.ts';
import { percent, type WorkerUse } from './worker-use.ts';

/** What is known when questions are answered. */
export interface Facts {
  readonly now: Instant;
  /** Undefined if the service runs no such job. */
  readonly ready: ReadyWorkers | undefined;
  /** Newest points of the job's series of `values` and `shareOf`, not younger than now; too old ones too. */
  readonly values: readonly SeriesPoint[];
  readonly shares: readonly SeriesPoint[];
}

/** The value of a metric of a job, or why it is unknown. */
export function answer(question: UsageQuestion, facts: Facts): Signal {
  return question.shareOf === undefined
    ? customValue(question, facts)
    : usage(question, question.shareOf, facts);
}

/**
 * Use of the ready workers. Of a worker that has just become ready there may be no sample yet: then the
 * value is the least that the truth can be, and says so. Masters and ended processes are no ready workers.
 */
function usage(question: UsageQuestion, shareOf: string, { now, ready, values, shares }: Facts): Signal {
  const { query, maxAge, job } = question;
  if (ready === undefined) return unknown(`no job "${job.name}" is run here`);
  const { names } = ready;
  if (names.length === 0) return unknown(`"${job.name}" has no ready workers`);
  const valueOf = byProcess(values);
  const shareOfProcess = byProcess(shares);
  const oldest = later(now, -maxAge);
  const known: WorkerUse[] = [];
  for (const process of names) {
    const use = valueOf.get(process);
    const share = shareOfProcess.get(process);
    if (use === undefined || share === undefined || use.time < oldest) continue;
    if (share.value <= 0) return unknown(`"${process}" has no ${shareOf}, so that its use is no percentage`);
    known.push({ use: use.value, share: share.value, at: use.time });
  }
  if (known.length === 0)
    return unknown(
      whyNone(
        question,
        values.filter((point) => isOf(names, point)),
        now,
      ),
    );
  const missing = names.length - known.length;
  return {
    kind: 'value',
    value: percent(query.across, known, missing),
    observedAt: earliest(known.map(({ at }) => at)),
    ...(missing > 0 && { atLeast: true as const }),
  };
}

/** What was recorded for the job: by itself, by processes of its own that run, or from outside. */
function customValue(question: UsageQuestion, { now, ready, values }: Facts): Signal {
  const alive = values.filter((point) => ready === undefined || isOfThis(ready, point));
  const oldest = later(now, -question.maxAge);
  const fresh = alive.filter(({ time }) => time >= oldest);
  if (fresh.length === 0) return unknown(whyNone(question, alive, now));
  return {
    kind: 'value',
    value: across(
      question.query.across,
      fresh.map(({ value }) => value),
    ),
    observedAt: earliest(fresh.map(({ time }) => time)),
  };
}

/**
 * Not of an earlier job of the same name, nor of a process that has ended. A series without a process is the job's
 * own; a master lives as long as its job.
 */
function isOfThis({ names, submittedAt }: ReadyWorkers, { series: { tags }, time }: SeriesPoint): boolean {
  if (time < submittedAt) return false;
  const process = tags['pod_name'];
  return process === undefined || tags['role'] === 'master' || names.includes(process);
}

function isOf(processes: readonly string[], { series }: SeriesPoint): boolean {
  return processes.includes(series.tags['pod_name'] ?? '');
}

function byProcess(points: readonly SeriesPoint[]): ReadonlyMap<string, SeriesPoint> {
  const newest = new Map<string, SeriesPoint>();
  for (const point of points) {
    const process = point.series.tags['pod_name'] ?? '';
    const other = newest.get(process);
    if (other === undefined || other.time < point.time) newest.set(process, point);
  }
  return newest;
}

function whyNone({ query, maxAge, job }: UsageQuestion, old: readonly SeriesPoint[], now: Instant): string {
  const what = `"${query.metric}" of "${job.name}"`;
  if (old.length === 0) return `${what} has no values in the last ${formatDuration(maxAge)}`;
  const newest = old.reduce((a, b) => (a.time > b.time ? a : b));
  return `${what} is ${formatDuration(between(newest.time, now))} old; the most is ${formatDuration(maxAge)}`;
}

function earliest(times: readonly Instant[]): Instant {
  return times.reduce((a, b) => (a < b ? a : b));
}

function unknown(reason: string): Signal {
  return { kind: 'unknown', reason };
}
