import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { duration } from '../values.ts';
import { JobStatus } from './job-status.ts';

export const waitJob = {
  name: 'waitJob',
  summary: 'Waits until a job has ended, or for `timeout`, and tells how it is then',
  jobType: 'required',
  mutates: false,
  request: z.strictObject({
    ...named,
    timeout: duration({ zero: true }).optional().describe('Longest wait (default: none)'),
  }),
  response: JobStatus,
} as const satisfies ApiCall;
