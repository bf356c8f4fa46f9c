import type { z } from 'zod';
import { explainIssues, withoutNothing } from '../api/explain-issues.ts';
import { InvalidError } from '../lib/errors.ts';
import { suggestion } from './suggest.ts';

/** Of what is wrong; more would help nobody, and looking for what was meant takes its time. */
const MOST_TOLD = 10;

/**
 * Parameters as their schema reads them. InvalidError (`bad-parameter`, `unknown-parameter`, `bad-name`) names those
 * that are wrong, with what was found and what is allowed; `what` says whose they are, e.g. `JuliaBatch "hello"`.
 */
export function checkParameters<Schema extends z.ZodObject>(
  schema: Schema,
  parameters: Readonly<Record<string, unknown>>,
  what: string,
): z.output<Schema> {
  const checked = schema.safeParse(withoutNothing(schema, parameters), { reportInput: true });
  if (checked.success) return checked.data;
  const { issues } = checked.error;
  const problems = explainIssues(issues);
  const known = Object.keys(schema.shape);
  const sentences = problems
    .slice(0, MOST_TOLD)
    .map(({ message, unknown }) => (unknown === undefined ? message : message + suggestion(unknown, known)));
  if (problems.length > MOST_TOLD) sentences.push(`There is more that is wrong: ${problems.length} in all`);
  const unknownOnly = problems.every(({ unknown }) => unknown !== undefined);
  const code = unknownOnly ? 'unknown-parameter' : issues.every(isAboutName) ? 'bad-name' : 'bad-parameter';
  throw new InvalidError(code, `${what}: ${sentences.join('. ')}`);
}

/** Whether a name is given that no job can have. */
function isAboutName({ path, input }: z.core.$ZodIssue): boolean {
  return path.join('.') === 'name' && input !== undefined;
}
