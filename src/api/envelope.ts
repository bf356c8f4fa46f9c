import { z } from 'zod';

/** What a call answers that succeeded: `code` 0 and its result. */
export function envelopeOf<Data extends z.ZodType>(data: Data) {
  return z.strictObject({ code: z.literal(0), data });
}

/** What a call answers that failed: a negative code and what was wrong; its HTTP status is 400 or above. */
export const Failure = z.strictObject({
  code: z.int().negative().describe('See the table of error codes'),
  data: z.string().describe('What was wrong and how to mend it'),
});
export type Failure = z.infer<typeof Failure>;
