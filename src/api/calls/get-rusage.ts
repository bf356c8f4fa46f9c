import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { textList } from '../collections.ts';
import { timeValue } from '../time-value.ts';
import { oneOf, Rfc3339 } from '../values.ts';

/** Hours of the resources asked for: core hours, GiB hours, GPU hours. */
const Hours = z.strictObject({
  cpu: z.number().optional().describe('Core hours'),
  mem: z.number().optional().describe('GiB hours'),
  gpu: z.number().optional().describe('GPU hours'),
});

export const RusageRow = z.strictObject({
  account: z.string(),
  job: z.string().optional().describe('With `by=job`'),
  user: z.string().optional().describe('With `by=job` and `by=user`; empty if it is not known'),
  used: Hours,
  requested: Hours,
  efficiency: z
    .number()
    .optional()
    .describe('Used over requested, weighted by price; absent if nothing was requested'),
  cost: z.number().optional().describe('Of what was used; absent if no prices are configured'),
});
export type RusageRow = z.infer<typeof RusageRow>;

export const Rusage = z.strictObject({
  start_time: Rfc3339,
  end_time: Rfc3339.describe('RFC 3339, UTC; not in the period any more'),
  accounts: z.record(z.string(), Hours).describe('What each account used'),
  units: z.strictObject({
    cpu: z.literal('core_hours').optional(),
    mem: z.literal('gib_hours').optional(),
    gpu: z.literal('gpu_hours').optional(),
  }),
  coverage: z
    .record(z.string(), z.number())
    .describe('Of each account: the share of the time of its processes that samples stand for'),
  rows: z.array(RusageRow).describe('In the order of account, job and user'),
  final: z.boolean().describe('Nothing can change it any more'),
  missing: z
    .array(z.strictObject({ start_time: Rfc3339, end_time: Rfc3339, reason: z.string() }))
    .optional()
    .describe('Parts of the period that nothing is known of any more'),
});
export type Rusage = z.infer<typeof Rusage>;

export const getRusage = {
  name: 'getRusage',
  summary: 'What accounts, jobs or users used over a time, in hours of each resource',
  jobType: 'none',
  mutates: false,
  request: z.strictObject({
    start_time: timeValue().optional().describe('From, inclusive (default: an hour before the end)'),
    end_time: timeValue().optional().describe('To, exclusive (default: now)'),
    resource: textList().default(['cpu', 'mem']).describe('Resources: cpu, mem (or memory), gpu'),
    by: oneOf(['account', 'job', 'user']).default('account').describe('Whom the rows tell apart'),
  }),
  response: Rusage,
} as const satisfies ApiCall;
