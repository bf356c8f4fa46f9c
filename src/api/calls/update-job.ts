import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';

export const updateJob = {
  name: 'updateJob',
  summary:
    'Changes parameters of a job; `nothing` sets one back to its default. Processes are replaced one at a time; type, run_volume and scale stay',
  jobType: 'required',
  mutates: true,
  request: z.looseObject(named),
  response: z.null(),
} as const satisfies ApiCall;
