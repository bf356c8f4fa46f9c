import { z } from 'zod';
import { show } from './value-error.ts';

/** One thing that is wrong with a request. `unknown` names a parameter that does not exist. */
export interface RequestProblem {
  readonly message: string;
  readonly unknown?: string;
}

/** Says of each issue which parameter it is about, what was found and what is allowed. */
export function explainIssues(issues: readonly z.core.$ZodIssue[]): readonly RequestProblem[] {
  return issues.flatMap((issue) => {
    const name = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return { message: [name, sentence(issue)].join(' ').trim() };
    return issue.keys.map((key) => {
      const unknown = [...issue.path, key].join('.');
      return { message: `there is no parameter "${unknown}"`, unknown };
    });
  });
}

/** Issues of wire forms say it themselves; zod's own are put into the same words. */
function sentence(issue: z.core.$ZodIssue): string {
  if (!issue.message.startsWith('Invalid')) return issue.message;
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is missing; give ${issue.expected}`;
  if (issue.code === 'invalid_type') return `is ${show(issue.input)}; allowed: ${issue.expected}`;
  if (issue.code === 'invalid_value') return `is ${show(issue.input)}; allowed: ${issue.values.join(', ')}`;
  return issue.message;
}

/**
 * The parameters without those that are optional and said to be `nothing` (Julia's text for an absent value) or null.
 */
export function withoutNothing(
  schema: z.ZodObject,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => {
      if (value === undefined) return false;
      const absent = value === null || value === 'nothing';
      const own = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
      return !(absent && own !== undefined && z.safeParse(own, undefined).success);
    }),
  );
}
