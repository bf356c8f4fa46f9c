import { getAllJobInfo, type JobInfo } from '../../api/calls/get-all-job-info.ts';
import { listJobs } from '../../api/calls/list-jobs.ts';
import { hostedStatusOf, hostedStatusTupleOf } from '../../jobs/hosted-status.ts';
import type { JobManager } from '../../jobs/job-manager.ts';
import type { JobState } from '../../jobs/job-state.ts';
import { scalePairOf, statusOf, statusTupleOf } from '../../jobs/job-status.ts';
import type { HostedJob } from '../../jobs/ports/hosted-jobs.ts';
import { NotFoundError } from '../../lib/errors.ts';
import { route, type Route } from '../route.ts';
import type { StatusFormat } from './status-format.ts';

export interface ListParts {
  readonly jobs: Pick<JobManager, 'list' | 'endpoint'>;
  readonly statusFormat: () => StatusFormat;
}

/** All jobs and scalers of a namespace. */
export function listRoutes({ jobs, statusFormat }: ListParts): readonly Route[] {
  return [
    route(listJobs, async (_none, { namespace, signal }) => {
      const { states, hosted } = await jobs.list(namespace, signal);
      return Object.fromEntries([...states, ...hosted].map(({ spec: { name, type } }) => [name, { type }]));
    }),
    route(getAllJobInfo, async ({ format = statusFormat() }, { namespace, signal }) => {
      const { states, hosted } = await jobs.list(namespace, signal);
      const infos = states.map(
        async (state) => [state.spec.name, await infoOf(state, format, jobs, signal)] as const,
      );
      const hostedInfos = hosted.map((job) => [job.spec.name, hostedInfoOf(job, format)] as const);
      return Object.fromEntries([...(await Promise.all(infos)), ...hostedInfos]);
    }),
  ];
}

async function infoOf(
  state: JobState,
  format: StatusFormat,
  jobs: Pick<JobManager, 'endpoint'>,
  signal: AbortSignal,
): Promise<JobInfo> {
  return {
    type: state.spec.type,
    status: format === 'object' ? statusOf(state) : statusTupleOf(state),
    scale: scalePairOf(state),
    endpoint: state.spec.ports.length === 0 ? [[], {}] : await endpointOf(state, jobs, signal),
  };
}

/** Empty for a job that has been deleted since it was listed. */
async function endpointOf(
  { spec }: JobState,
  jobs: Pick<JobManager, 'endpoint'>,
  signal: AbortSignal,
): Promise<JobInfo['endpoint']> {
  try {
    const { hosts, ports } = await jobs.endpoint(spec, signal);
    return [[...hosts], { ...ports }];
  } catch (error) {
    if (error instanceof NotFoundError) return [[], {}];
    throw error;
  }
}

function hostedInfoOf(job: HostedJob, format: StatusFormat): JobInfo {
  const status = format === 'object' ? hostedStatusOf(job) : hostedStatusTupleOf(job);
  return { type: job.spec.type, status, scale: [0, 0], endpoint: [[], {}] };
}
