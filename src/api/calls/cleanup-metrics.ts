import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { Plan, planning } from '../plan.ts';

export const cleanupMetrics = {
  name: 'cleanupMetrics',
  summary: 'Removes totals, and restores what setup altered; never points',
  jobType: 'none',
  mutates: true,
  request: z.strictObject(planning),
  response: z.union([z.literal(true), Plan]),
} as const satisfies ApiCall;
