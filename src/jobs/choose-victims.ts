import type { ProcessState } from './job-state.ts';
import type { Activity } from './ports/worker-activity.ts';

const LIVE: ReadonlySet<ProcessState['phase']> = new Set(['pending', 'starting', 'running', 'backoff']);

/**
 * Which workers go when a job shrinks by `count`, first to go first: those not ready, then those idle, longest first,
 * then the least busy, then the newest. Of workers whose activity is unknown, nothing is assumed: they count as busiest.
 * Workers that are being stopped or have ended are none to choose.
 */
export function chooseVictims(
  processes: readonly ProcessState[],
  activities: ReadonlyMap<string, Activity>,
  count: number,
): readonly string[] {
  return processes
    .filter(({ role, phase }) => role === 'worker' && LIVE.has(phase))
    .map((process) => ({ process, activity: activities.get(process.name) }))
    .toSorted((a, b) => byReadiness(a, b) || byIdleness(a, b) || byBusyness(a, b) || byAge(a, b))
    .slice(0, Math.max(0, count))
    .map(({ process }) => process.name);
}

interface Candidate {
  readonly process: ProcessState;
  readonly activity: Activity | undefined;
}

function byReadiness(a: Candidate, b: Candidate): number {
  return Number(a.process.ready) - Number(b.process.ready);
}

function byIdleness(a: Candidate, b: Candidate): number {
  return compare(a.activity?.idleSince, b.activity?.idleSince);
}

function byBusyness(a: Candidate, b: Candidate): number {
  return compare(a.activity?.busy, b.activity?.busy);
}

/** Newest first; by name if they came together, so that the choice is the same every time. */
function byAge(a: Candidate, b: Candidate): number {
  return compare(b.process.since, a.process.since) || compare(a.process.name, b.process.name);
}

/** Smallest first; undefined last. */
function compare<Value extends bigint | number | string>(a: Value | undefined, b: Value | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}
