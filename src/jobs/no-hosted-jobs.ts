import type { HostedJobs } from './ports/hosted-jobs.ts';

function nobody(): Promise<never> {
  return Promise.reject(new Error('no job is hosted here'));
}

/** Hosts nothing: what a JobManager has before anything is bound to it. */
export const noHostedJobs: HostedJobs = {
  types: [],
  check() {},
  submit: nobody,
  update: nobody,
  find: () => undefined,
  list: () => [],
  delete: () => Promise.resolve(false),
  ended: () => Promise.resolve(),
};
