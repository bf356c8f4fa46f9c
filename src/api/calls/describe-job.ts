import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { Rfc3339 } from '../values.ts';
import { JobStatus } from './job-status.ts';

export const JobDescription = z.strictObject({
  type: z.string(),
  name: z.string(),
  namespace: z.string(),
  owner: z.enum(['config', 'api']).describe('Who declared it: the configuration file or a caller'),
  user: z.string().nullable(),
  submitted_at: Rfc3339.nullable(),
  finished_at: Rfc3339.nullable(),
  parameters: z.record(z.string(), z.unknown()).describe('As submitted; passwords are masked'),
  status: JobStatus,
  pending_reason: z.string().nullable(),
  processes: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(['master', 'worker']),
      phase: z.enum(['pending', 'starting', 'running', 'draining', 'backoff', 'succeeded', 'failed']),
      since: Rfc3339,
      ready: z.boolean(),
      restarts: z.int(),
      node: z.string().nullable(),
      ports: z.record(z.string(), z.int()),
      reason: z.string().nullable(),
    }),
  ),
  events: z
    .array(
      z.strictObject({
        at: Rfc3339,
        type: z.enum(['Normal', 'Warning']),
        reason: z.string(),
        message: z.string(),
      }),
    )
    .describe('Newest last'),
  last_exits: z.array(
    z.strictObject({ process: z.string(), at: Rfc3339, exit_code: z.int().nullable(), reason: z.string() }),
  ),
  scalers: z.array(z.string()).describe('Scalers that work on it'),
});
export type JobDescription = z.infer<typeof JobDescription>;

export const describeJob = {
  name: 'describeJob',
  summary: 'The definition of a job, its processes, events and last exits, and why some of it waits',
  jobType: 'required',
  mutates: false,
  request: z.strictObject(named),
  response: JobDescription,
} as const satisfies ApiCall;
