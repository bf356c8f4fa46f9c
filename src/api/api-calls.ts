import type { ApiCall } from './api-call.ts';
import { cleanupMetrics } from './calls/cleanup-metrics.ts';
import { deleteJob } from './calls/delete-job.ts';
import { describeJob } from './calls/describe-job.ts';
import { getAllJobInfo } from './calls/get-all-job-info.ts';
import { getDecisions } from './calls/get-decisions.ts';
import { getJobEndpoint } from './calls/get-job-endpoint.ts';
import { getJobScale } from './calls/get-job-scale.ts';
import { getJobStatus } from './calls/get-job-status.ts';
import { getMetrics } from './calls/get-metrics.ts';
import { getRusage } from './calls/get-rusage.ts';
import { getSystemStatus } from './calls/get-system-status.ts';
import { listJobs } from './calls/list-jobs.ts';
import { pauseScaler } from './calls/pause-scaler.ts';
import { reconfigure } from './calls/reconfigure.ts';
import { recordMetrics } from './calls/record-metrics.ts';
import { resumeScaler } from './calls/resume-scaler.ts';
import { setJobScale } from './calls/set-job-scale.ts';
import { setupMetrics } from './calls/setup-metrics.ts';
import { submitJob } from './calls/submit-job.ts';
import { tailJob } from './calls/tail-job.ts';
import { updateJob } from './calls/update-job.ts';
import { waitJob } from './calls/wait-job.ts';

/** Every call of the protocol, by its name in the path. */
export const apiCalls = {
  getSystemStatus,
  submitJob,
  updateJob,
  getJobStatus,
  getJobScale,
  setJobScale,
  getJobEndpoint,
  listJobs,
  getAllJobInfo,
  describeJob,
  tailJob,
  waitJob,
  deleteJob,
  reconfigure,
  recordMetrics,
  getMetrics,
  getRusage,
  setupMetrics,
  cleanupMetrics,
  getDecisions,
  pauseScaler,
  resumeScaler,
} as const satisfies Readonly<Record<string, ApiCall>>;
