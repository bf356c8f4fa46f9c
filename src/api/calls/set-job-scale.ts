import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { parallelism } from '../parallelism.ts';

export const setJobScale = {
  name: 'setJobScale',
  summary: 'Requests a number of workers, or a range of numbers to go through one after the other',
  jobType: 'required',
  mutates: true,
  request: z.strictObject({
    ...named,
    parallelism: parallelism().describe('Workers to have: N, A:B or A:STEP:B'),
  }),
  response: z.literal(true),
} as const satisfies ApiCall;
