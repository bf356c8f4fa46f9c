import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { flag, Rfc3339 } from '../values.ts';

/** Cores, bytes and devices of a node; in percent where it says so. */
const Capacity = z.strictObject({
  cpu: z.number().describe('Cores'),
  memory: z.number().describe('Bytes'),
  gpu: z.number().describe('Devices'),
});

/** Whether points and totals get where they belong. */
const MetricsStatus = z.strictObject({
  setup_missing: z.boolean().describe('Whether setupMetrics has to be called'),
  store_away: z.string().optional().describe('Why points cannot be stored now'),
  waiting_points: z.int().describe('Points that wait for the store'),
  oldest_unsent: Rfc3339.optional().describe('When the oldest of them came'),
  rollup_lag_seconds: z.number().describe('How far totals are behind'),
});

export const SystemStatus = z.strictObject({
  up: z.boolean(),
  reason: z.string().optional().describe('Why it is down'),
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      capacity: Capacity,
      free: z
        .strictObject({ cpu: z.number(), memory: z.number(), gpu: z.number() })
        .describe('Not reserved, in percent'),
    }),
  ),
  waiting: z
    .array(z.strictObject({ job: z.string(), reason: z.string() }))
    .describe('Jobs that wait for capacity'),
  metrics: MetricsStatus.optional().describe('Absent if the service keeps no metrics'),
});
export type SystemStatus = z.infer<typeof SystemStatus>;

export const getSystemStatus = {
  name: 'getSystemStatus',
  summary: 'Whether the service is connected to a compute cluster that is up',
  jobType: 'none',
  mutates: false,
  request: z.strictObject({
    verbose: flag().default(false).describe('Tell nodes, waiting jobs and metrics too'),
  }),
  response: z.union([z.boolean(), SystemStatus]),
} as const satisfies ApiCall;
