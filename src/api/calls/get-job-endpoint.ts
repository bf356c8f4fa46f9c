import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { named } from '../common-parameters.ts';
import { JobEndpoint } from './job-status.ts';

export const getJobEndpoint = {
  name: 'getJobEndpoint',
  summary: 'Where a job is reached: its hosts, and the real port of each named port',
  jobType: 'required',
  mutates: false,
  request: z.strictObject(named),
  response: JobEndpoint,
} as const satisfies ApiCall;
