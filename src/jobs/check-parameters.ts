import type { z } from 'zod';
import { explainIssues, withoutNothing } from '../api/explain-issues.ts';
import { InvalidError } from '../lib/errors.ts';
import { suggestion } from './suggest.ts';

/**
 * Parameters as their schema reads them. InvalidError (`bad-parameter`, `unknown-parameter`) names each one that is
 * wrong, with what was found and what is allowed; `what` says whose they are, e.g. `JuliaBatch "hello"`.
 */
export function checkParameters<Schema extends z.ZodObject>(
  schema: Schema,
  parameters: Readonly<Record<string, unknown>>,
  what: string,
): z.output<Schema> {
  const checked = schema.safeParse(withoutNothing(schema, parameters), { reportInput: true });
  if (checked.success) return checked.data;
  const problems = explainIssues(checked.error.issues);
  const known = Object.keys(schema.shape);
  const sentences = problems.map(({ message, unknown }) =>
    unknown === undefined ? message : message + suggestion(unknown, known),
  );
  const code = problems.every(({ unknown }) => unknown !== undefined) ? 'unknown-parameter' : 'bad-parameter';
  throw new InvalidError(code, `${what}: ${sentences.join('. ')}`);
}
