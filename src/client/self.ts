import { environment } from './environment.ts';
import type { Job } from './job.ts';

/** The job that this process belongs to. Error outside of a job. */
export function self(): Job {
  const type = environment('JRUN_TYPE');
  const name = environment('JRUN_NAME');
  if (type === undefined || name === undefined) {
    throw new Error('JRUN_TYPE and JRUN_NAME are not set: this process is not part of a job');
  }
  return { type, name };
}
