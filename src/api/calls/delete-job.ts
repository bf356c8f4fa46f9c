import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { flag } from '../values.ts';

export const deleteJob = {
  name: 'deleteJob',
  summary:
    'Removes a job and its scalers, or a scaler; one of the configuration file stays away until its entry changes',
  jobType: 'required',
  mutates: true,
  request: z.strictObject({
    ...named,
    force: flag().default(false).describe('Remove it even if it has not ended; scalers need no force'),
  }),
  response: z.boolean(),
} as const satisfies ApiCall;
