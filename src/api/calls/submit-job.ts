import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';

export const submitJob = {
  name: 'submitJob',
  summary: 'Submits a job, or a scaler, with the parameters of its type',
  jobType: 'required',
  mutates: true,
  request: z.looseObject(named),
  response: z.null(),
} as const satisfies ApiCall;
