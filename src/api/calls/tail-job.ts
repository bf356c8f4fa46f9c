import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { jobName } from '../names.ts';
import { timeValue } from '../time-value.ts';
import { flag, integer, oneOf } from '../values.ts';

export const tailJob = {
  name: 'tailJob',
  summary: 'The last lines that the processes of a job, or of the namespace, have written',
  jobType: 'optional',
  mutates: false,
  request: z.strictObject({
    name: jobName().optional().describe('Name of the job (default: all of the namespace)'),
    stream: oneOf(['stdout', 'stderr'], { stdin: 'stderr' })
      .optional()
      .describe('Stream to read (default: all); stdin is taken as stderr'),
    count: integer(0, 100_000).default(50).describe('Number of lines'),
    since: timeValue().optional().describe('Only lines from this time on'),
    follow: flag().default(false).describe('Keep sending lines as they come, until the job ends'),
  }),
  response: z.string().describe('Lines `<RFC3339>, <process>, <message>`'),
} as const satisfies ApiCall;
