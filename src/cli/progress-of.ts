import type { JobStatus } from '../client/index.ts';

/** How far a job is, on one line: `darts: 2 of 4 workers run, 1 waits (not enough cpu)`. */
export function progressOf(
  name: string,
  status: JobStatus,
  scale: readonly [running: number, requested: number],
): string {
  const [running, requested] = scale;
  const parts = [
    requested > 0 || running > 0
      ? `${running} of ${requested} workers run`
      : status.created
        ? 'runs'
        : 'waits',
  ];
  if (status.nworkers_succeeded > 0) parts.push(`${status.nworkers_succeeded} succeeded`);
  if (status.npending > 0) parts.push(`${status.npending} waiting for a place`);
  if (status.restarts > 0) parts.push(`${status.restarts} restarts`);
  if (status.steps.length > 0) parts.push(`then ${status.steps.join(', ')}`);
  const reason = status.reason === null ? '' : ` (${status.reason})`;
  return `${name}: ${parts.join(', ')}${reason}`;
}
