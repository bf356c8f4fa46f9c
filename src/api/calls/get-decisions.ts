import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { namedScaler } from '../common-parameters.ts';
import { integer, Rfc3339 } from '../values.ts';

/** One node of a metric as it was evaluated. */
export const ReadingNode = z.strictObject({
  expression: z.string(),
  value: z.number().optional(),
  atLeast: z.literal(true).optional().describe('The true value may be higher'),
  unknown: z.string().optional().describe('Why there is no value'),
  note: z.string().optional(),
  get parts() {
    return z.array(ReadingNode).optional();
  },
});
export type ReadingNode = z.infer<typeof ReadingNode>;

const Reading = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('value'),
    value: z.number(),
    observedAt: Rfc3339,
    atLeast: z.literal(true).optional(),
    node: ReadingNode,
  }),
  z.strictObject({ kind: z.literal('unknown'), reason: z.string(), node: ReadingNode }),
]);

export const Decision = z.strictObject({
  at: Rfc3339,
  until: Rfc3339,
  count: z.int().describe('Number of equal ticks from `at` to `until`'),
  namespace: z.string(),
  scaler: z.string(),
  job: z.string(),
  cause: z.enum(['tick', 'outside-change', 'paused', 'resumed', 'reloaded', 'ended']),
  current: z.number(),
  desired: z.number(),
  reading: Reading.optional(),
  reason: z.string(),
  limits: z
    .array(z.strictObject({ rule: z.string(), from: z.number(), to: z.number(), reason: z.string() }))
    .describe('What capped the result, in order'),
  outcome: z.enum(['applied', 'unchanged', 'dry-run', 'held', 'failed']),
  explanation: z.string().optional().describe('All of it in words, for a terminal'),
});
export type Decision = z.infer<typeof Decision>;

export const getDecisions = {
  name: 'getDecisions',
  summary: 'What a scaler has decided, newest first, with everything it went by',
  jobType: 'optional',
  mutates: false,
  request: z.strictObject({
    ...namedScaler,
    count: integer(1, 10_000).default(20).describe('Number of decisions'),
  }),
  response: z.array(Decision),
} as const satisfies ApiCall;
