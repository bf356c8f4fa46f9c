import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { namedScaler } from '../common-parameters.ts';

export const resumeScaler = {
  name: 'resumeScaler',
  summary: 'Lets a paused scaler decide again',
  jobType: 'optional',
  mutates: true,
  request: z.strictObject(namedScaler),
  response: z.literal(true),
} as const satisfies ApiCall;
