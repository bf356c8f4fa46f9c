import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { JobScalePair } from './job-status.ts';

export const getJobScale = {
  name: 'getJobScale',
  summary: 'How many workers of a job run and how many are requested; [0, 0] for a job without workers',
  jobType: 'required',
  mutates: false,
  request: z.strictObject(named),
  response: JobScalePair,
} as const satisfies ApiCall;
