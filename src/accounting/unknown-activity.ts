import type { WorkerActivity } from '../jobs/ports/worker-activity.ts';

/** Knows nothing of any worker: who is stopped first then depends on readiness and age alone. */
export const unknownActivity: WorkerActivity = { of: () => Promise.resolve(new Map()) };
