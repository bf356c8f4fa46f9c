import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { oneOf } from '../values.ts';
import { JobEndpoint, JobScalePair, JobStatus, JobStatusTuple } from './job-status.ts';

export const JobInfo = z.strictObject({
  type: z.string(),
  status: z.union([JobStatusTuple, JobStatus]),
  scale: JobScalePair,
  endpoint: JobEndpoint,
});
export type JobInfo = z.infer<typeof JobInfo>;

export const getAllJobInfo = {
  name: 'getAllJobInfo',
  summary: 'Status, scale and endpoint of all jobs and scalers of the namespace',
  jobType: 'none',
  mutates: false,
  request: z.strictObject({
    format: oneOf(['tuple', 'object'])
      .optional()
      .describe('Form of each status (default: `server.job_status_format`)'),
  }),
  response: z.record(z.string(), JobInfo),
} as const satisfies ApiCall;
