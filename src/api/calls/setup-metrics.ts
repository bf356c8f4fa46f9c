import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { Plan, planning } from '../plan.ts';

export const setupMetrics = {
  name: 'setupMetrics',
  summary: 'Makes or alters what the store of metrics needs, as the configuration says; twice is once',
  jobType: 'none',
  mutates: true,
  request: z.strictObject(planning),
  response: z.union([z.literal(true), Plan]),
} as const satisfies ApiCall;
