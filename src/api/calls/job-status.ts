import { z } from 'zod';

/** How a job is. */
export const JobStatus = z.strictObject({
  created: z.boolean().describe('Whether a first process has been given a place'),
  succeeded: z.boolean().describe('Whether it is complete'),
  failed: z.boolean().describe('Whether it has failed for good'),
  reason: z.string().nullable().describe('Why it ended, what it waits for, or what ails it'),
  nworkers_succeeded: z.int().describe('Workers that completed'),
  parallelism: z.int().describe('Workers requested'),
  npending: z.int().describe('Processes that wait for capacity'),
  nuptodate: z.int().describe('Workers on the latest definition'),
  restarts: z.int().describe('Restarts of its processes so far'),
  exit_code: z.int().nullable().describe('Exit code that ended it'),
  steps: z.array(z.int()).describe('Levels that a range of setJobScale has still to go to'),
});
export type JobStatus = z.infer<typeof JobStatus>;

/** The same as clients of old index it: succeeded, workers succeeded, workers started, created, whether it is a notebook. */
export const JobStatusTuple = z.tuple([z.boolean(), z.int(), z.int(), z.boolean(), z.boolean()]);
export type JobStatusTuple = z.infer<typeof JobStatusTuple>;

/** Workers running and requested. */
export const JobScalePair = z.tuple([z.int(), z.int()]);
export type JobScalePair = z.infer<typeof JobScalePair>;

/** Hosts, and the port of each port name. */
export const JobEndpoint = z.tuple([z.array(z.string()), z.record(z.string(), z.int())]);
export type JobEndpoint = z.infer<typeof JobEndpoint>;
