import type { Instant } from '../../lib/time.ts';
import { drain } from './drain.ts';
import { withEvent, workersOf, type JobRecord } from './job-record.ts';
import { fillsSlot, isLive, isReady, type ProcessRecord } from './process-record.ts';

/** Makes a name for a new process of the job, `<job>-<5 characters>`. */
export type Namer = (job: string) => string;

/** Sets the requested number of workers. The same number again changes nothing. `victims` go first, in order. */
export function setScale(job: JobRecord, n: number, victims: readonly string[], now: Instant): JobRecord {
  if (job.requested === n || job.spec.workers === undefined) return job;
  const event = {
    at: now,
    type: 'Normal',
    reason: 'Scaled',
    message: `scaled from ${job.requested} to ${n}`,
  } as const;
  const scaled = withEvent({ ...job, requested: n, changedAt: now }, event);
  return job.finished || job.ending ? scaled : shrink(scaled, victims, now);
}

/** Stops workers beyond the requested number: the victims in order, then those not ready, then the newest. */
export function shrink(job: JobRecord, victims: readonly string[], now: Instant): JobRecord {
  const filling = workersOf(job).filter(fillsSlot);
  const excess = filling.length - job.requested;
  if (excess <= 0) return job;
  const going = filling
    .filter(isLive)
    .toSorted((a, b) => compareVictims(a, b, victims))
    .slice(0, excess);
  return drain(job, new Set(going), 'scaled-in', now);
}

/** Adds what is missing of the master and of the requested number of workers, as pending. */
export function grow(job: JobRecord, name: Namer, now: Instant): JobRecord {
  const staying = job.processes.filter(fillsSlot);
  const masters =
    job.spec.master === undefined ? 0 : 1 - staying.filter(({ role }) => role === 'master').length;
  const workers =
    job.spec.workers === undefined
      ? 0
      : job.requested - staying.filter(({ role }) => role === 'worker').length;
  if (masters <= 0 && workers <= 0) return job;
  const roles = [
    ...Array<'master'>(Math.max(0, masters)).fill('master'),
    ...Array<'worker'>(Math.max(0, workers)).fill('worker'),
  ];
  const taken = new Set(job.processes.map((process) => process.name));
  const added = roles.map((role, index): ProcessRecord => ({
    name: freshName(job.spec.name, name, taken),
    role,
    serial: job.nextSerial + index,
    phase: 'pending',
    since: now,
    ready: false,
    generation: job.generation,
    restarts: 0,
    failures: 0,
    ports: {},
  }));
  return { ...job, processes: [...job.processes, ...added], nextSerial: job.nextSerial + added.length };
}

function freshName(job: string, name: Namer, taken: Set<string>): string {
  let fresh = name(job);
  while (taken.has(fresh)) fresh = name(job);
  taken.add(fresh);
  return fresh;
}

function compareVictims(a: ProcessRecord, b: ProcessRecord, victims: readonly string[]): number {
  return rankOf(a, victims) - rankOf(b, victims) || lossOf(a) - lossOf(b) || b.serial - a.serial;
}

function rankOf(process: ProcessRecord, victims: readonly string[]): number {
  const place = victims.indexOf(process.name);
  return place < 0 ? victims.length : place;
}

/** How much is lost with it: least with what does not run, most with a ready one. */
function lossOf(process: ProcessRecord): number {
  if (isReady(process)) return 3;
  return { pending: 0, backoff: 1 }[process.phase as string] ?? 2;
}
