import type { Instant } from '../../lib/time.ts';
import type { JobSpec } from '../job-spec.ts';
import type { JobRecord } from './job-record.ts';

/** A job as it has just been submitted; its processes come with the first `reconcile`. */
export function createJob(
  id: number,
  spec: JobSpec,
  made: { readonly cookie: string; readonly masterPort?: number },
  now: Instant,
): JobRecord {
  return {
    id,
    spec,
    ...made,
    submittedAt: now,
    requested: spec.workers === undefined ? 0 : spec.nworkers,
    changedAt: now,
    generation: 1,
    nextSerial: 1,
    // a job without processes waits for nothing
    created: spec.master === undefined && spec.nworkers === 0,
    ranBefore: 0,
    restarts: 0,
    processes: [],
    deleted: false,
    events: [{ at: now, type: 'Normal', reason: 'Submitted', message: `submitted as ${spec.type}` }],
    lastExits: [],
  };
}
