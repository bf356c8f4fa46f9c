import { deleteJob } from '../../api/calls/delete-job.ts';
import { describeJob } from '../../api/calls/describe-job.ts';
import { getJobEndpoint } from '../../api/calls/get-job-endpoint.ts';
import { getJobScale } from '../../api/calls/get-job-scale.ts';
import { getJobStatus } from '../../api/calls/get-job-status.ts';
import { setJobScale } from '../../api/calls/set-job-scale.ts';
import { submitJob } from '../../api/calls/submit-job.ts';
import { updateJob } from '../../api/calls/update-job.ts';
import { waitJob } from '../../api/calls/wait-job.ts';
import type { JobManager } from '../../jobs/job-manager.ts';
import { scalePairOf } from '../../jobs/job-status.ts';
import { parseDuration } from '../../lib/duration.ts';
import { InvalidError } from '../../lib/errors.ts';
import { route, waitingRoute, type Route } from '../route.ts';
import type { StatusFormat } from './status-format.ts';

export interface JobParts {
  readonly jobs: JobManager;
  /** What getJobStatus answers if the caller does not say. */
  readonly statusFormat: () => StatusFormat;
}

/** One job: submitted, looked at, scaled, waited for, deleted. */
export function jobRoutes({ jobs, statusFormat }: JobParts): readonly Route[] {
  return [
    route(submitJob, async ({ name, ...parameters }, { namespace, type, signal }) => {
      await jobs.submit({ namespace, name, type, parameters, owner: 'api' }, signal);
      return null;
    }),
    route(updateJob, async ({ name, ...parameters }, { namespace, type, signal }) => {
      await jobs.update({ namespace, name, type, parameters, owner: 'api' }, signal);
      return null;
    }),
    route(deleteJob, async ({ name, force, verbose }, { namespace, type, signal }) => {
      const { deleted, staysAway } = await jobs.delete(
        { namespace, name, type },
        { force, by: 'api' },
        signal,
      );
      return verbose ? { deleted, stays_away: staysAway } : deleted;
    }),
    route(getJobStatus, ({ name, format = statusFormat() }, { namespace, type, signal }) => {
      const ref = { namespace, name, type };
      return format === 'object' ? jobs.status(ref, signal) : jobs.statusTuple(ref, signal);
    }),
    route(getJobScale, async ({ name }, { namespace, type, signal }) => {
      const ref = { namespace, name, type };
      return jobs.findHosted(ref) === undefined ? scalePairOf(await jobs.find(ref, signal)) : [0, 0];
    }),
    route(setJobScale, async ({ name, parallelism }, { namespace, type, signal }) => {
      const ref = { namespace, name, type };
      if (typeof parallelism !== 'number')
        throw new InvalidError(
          'bad-parameter',
          'ranges are not taken in this version; give the number of workers to have',
        );
      if (jobs.findHosted(ref) === undefined) await jobs.find(ref, signal);
      await jobs.setScale(ref, parallelism, signal);
      return true;
    }),
    route(getJobEndpoint, async ({ name }, { namespace, type, signal }) => {
      const { hosts, ports } = await jobs.endpoint({ namespace, name, type }, signal);
      return [hosts, ports];
    }),
    route(describeJob, ({ name }, { namespace, type, signal }) =>
      jobs.describe({ namespace, name, type }, signal),
    ),
    waitingRoute(waitJob, ({ name, timeout }, { namespace, type, signal }) =>
      jobs.wait(
        { namespace, name, type },
        timeout === undefined ? undefined : parseDuration(timeout),
        signal,
      ),
    ),
  ];
}
