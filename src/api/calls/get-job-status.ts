import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { oneOf } from '../values.ts';
import { JobStatus, JobStatusTuple } from './job-status.ts';

export const getJobStatus = {
  name: 'getJobStatus',
  summary: 'How a job is',
  jobType: 'required',
  mutates: false,
  request: z.strictObject({
    ...named,
    format: oneOf(['tuple', 'object'])
      .optional()
      .describe('Form of the answer (default: `server.job_status_format`)'),
  }),
  response: z.union([JobStatusTuple, JobStatus]),
} as const satisfies ApiCall;
