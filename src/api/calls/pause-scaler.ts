import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { namedScaler } from '../common-parameters.ts';
import { duration } from '../values.ts';

export const pauseScaler = {
  name: 'pauseScaler',
  summary: 'Stops a scaler from deciding, for a time or until it is resumed',
  jobType: 'optional',
  mutates: true,
  request: z.strictObject({
    ...namedScaler,
    for: duration({ zero: false }).optional().describe('How long (default: until it is resumed)'),
  }),
  response: z.literal(true),
} as const satisfies ApiCall;
