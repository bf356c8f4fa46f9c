import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { flag } from '../values.ts';

/** What came of a deletion. */
export const Deletion = z.strictObject({
  deleted: z.boolean(),
  stays_away: z
    .boolean()
    .describe('The configuration file declares it, and brings it back only when its entry changes'),
});
export type Deletion = z.infer<typeof Deletion>;

export const deleteJob = {
  name: 'deleteJob',
  summary:
    'Removes a job and its scalers, or a scaler; one of the configuration file stays away until its entry changes',
  jobType: 'required',
  mutates: true,
  request: z.strictObject({
    ...named,
    force: flag().default(false).describe('Remove it even if it has not ended; scalers need no force'),
    verbose: flag().default(false).describe('Tell whether it stays away'),
  }),
  response: z.union([z.boolean(), Deletion]),
} as const satisfies ApiCall;
