import { z } from 'zod';
import type { Json } from '../lib/json.ts';
import { messageOf } from '../lib/errors.ts';
import type { ConfigPath } from './config-path.ts';
import { expectedBy } from './expected.ts';
import { explainIssue, NO_WORDS, type PlacedComplaint } from './explain-issue.ts';
import type { Config } from './parse-config.ts';
import type { ConfigProblem } from './problem.ts';
import { fixFor } from './suggest.ts';

/** What entries are checked against, once users' modules have had their say. */
export interface EntryRules {
  readonly jobTypes: {
    readonly names: readonly string[];
    get(name: string): {
      readonly parameters: z.ZodObject;
      /** Throws if the parameters cannot stand together. */
      toSpec(base: EntryBase, parameters: Readonly<Record<string, unknown>>): unknown;
    };
  };
  /** Throws if no scaler can be made of it; with `line`, `column` and `problem` if that is because of its metric. */
  defineScaler(scaler: EntryBase): unknown;
}

/** What a parser's error tells beside its message: where in the text the fault is, counted from 1, and what it is. */
const ParserError = z.object({ line: z.int().default(1), column: z.int(), problem: z.string() });

interface EntryBase {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner: 'config';
  readonly parameters: Readonly<Record<string, Json>>;
}

/** What is wrong with the jobs' parameters and the scalers' metrics, each at its place in the file. Empty: nothing. */
export function checkEntries(config: Config, rules: EntryRules): readonly ConfigProblem[] {
  const complaints = [
    ...config.jobs.flatMap((job, index) => checkJob(job, index, config, rules)),
    ...config.scalers.flatMap((scaler, index) => checkScaler(scaler, index, config, rules)),
  ];
  return complaints.map(({ path, aim, ...complaint }) => config.source.problem(path, complaint, aim));
}

function checkJob(
  job: Config['jobs'][number],
  index: number,
  { compute }: Config,
  { jobTypes }: EntryRules,
): readonly PlacedComplaint[] {
  const entry = ['jobs', index];
  const { type } = job;
  if (!jobTypes.names.includes(type)) {
    const allowed = jobTypes.names.join(', ');
    return [{ path: [...entry, 'type'], found: `is "${type}"`, allowed, fix: fixFor(type, jobTypes.names) }];
  }
  const jobType = jobTypes.get(type);
  const given = withoutNothing(jobType.parameters, job.parameters);
  const result = jobType.parameters.safeParse(given, { error: () => NO_WORDS });
  if (!result.success) {
    const expected = expectedBy(jobType.parameters);
    const complaints = result.error.issues.flatMap((issue) => explainIssue(issue, given, expected));
    return complaints.map((complaint) => ({ ...complaint, path: [...entry, ...complaint.path] }));
  }
  try {
    jobType.toSpec({ namespace: compute.namespace, ...job, owner: 'config' }, result.data);
    return [];
  } catch (error) {
    return [{ path: entry, found: `cannot be run: ${messageOf(error)}` }];
  }
}

/** Without optional parameters that are given as null, or as `nothing`, which is how Julia writes it. */
function withoutNothing(schema: z.ZodObject, parameters: EntryBase['parameters']): EntryBase['parameters'] {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => {
      const parameter = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
      if (parameter === undefined || (value !== null && value !== 'nothing')) return true;
      return !z.safeParse(parameter, undefined).success;
    }),
  );
}

function checkScaler(
  scaler: Config['scalers'][number],
  index: number,
  { compute }: Config,
  rules: EntryRules,
): readonly PlacedComplaint[] {
  try {
    rules.defineScaler({ namespace: compute.namespace, ...scaler, owner: 'config' });
    return [];
  } catch (error) {
    return [complaintAbout(error, ['scalers', index], scaler.parameters)];
  }
}

/** A parser's error is about the metric, at one of its characters; any other about the scaler. */
function complaintAbout(
  error: unknown,
  path: ConfigPath,
  { metric }: EntryBase['parameters'],
): PlacedComplaint {
  const told = ParserError.safeParse(error);
  if (!told.success || typeof metric !== 'string')
    return { path, found: `cannot be run: ${messageOf(error)}` };
  const { line, column, problem } = told.data;
  const before = metric.split('\n').slice(0, line - 1);
  const start = before.reduce((length, passed) => length + passed.length + 1, 0);
  const aim = { character: start + column - 1 };
  return { path: [...path, 'metric'], found: `is no metric: ${problem}`, aim };
}
