import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';

export const listJobs = {
  name: 'listJobs',
  summary: 'The jobs and scalers of the namespace, each with its type',
  jobType: 'none',
  mutates: false,
  request: z.strictObject({}),
  response: z.record(z.string(), z.strictObject({ type: z.string() })),
} as const satisfies ApiCall;
