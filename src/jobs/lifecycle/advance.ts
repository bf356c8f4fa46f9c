import type { Instant } from '../../lib/time.ts';
import type { Capacity } from '../cluster-status.ts';
import { jobKey } from '../job-ref.ts';
import { minus, NOTHING, plus, requestOf } from './amounts.ts';
import type { JobRecord } from './job-record.ts';
import type { Draft, JobTable } from './job-table.ts';
import { place, type Waiting } from './place.ts';
import { hasPlace, type ProcessRecord } from './process-record.ts';
import { begin, dueRestarts, isOver, reconcile } from './reconcile.ts';
import type { Namer } from './resize.ts';

/** The node that processes are placed on, and how new things are named. */
export interface Surroundings {
  readonly node: string;
  readonly capacity: Capacity;
  readonly name: Namer;
  /** Names a run of a process; never the same twice. */
  readonly run: (process: string) => string;
}

/** Reconciles the jobs that were touched, and those that are due; removes those of which nothing is kept. */
export function advance(table: JobTable, draft: Draft, around: Surroundings, now: Instant): void {
  const due = [...table.alarms].filter(([, at]) => at <= now).map(([id]) => id);
  for (const id of new Set([...draft.changed.keys(), ...due])) {
    const job = draft.get(id);
    if (job === undefined) continue;
    const next = reconcile(job, around.name, now);
    if (isOver(next, now)) draft.remove(next);
    else draft.put(next);
  }
}

/**
 * Starts what may be started: restarts that are due, in the place they have, then those that wait, in
 * order. Returns why each of the others waits.
 */
export function startAll(
  table: JobTable,
  draft: Draft,
  around: Surroundings,
  now: Instant,
): ReadonlyMap<string, string> {
  for (const id of new Set([...table.alarms.keys(), ...draft.changed.keys()])) {
    const job = draft.get(id);
    if (job) start(draft, job, dueRestarts(job, now), around, now);
  }
  const free = minus(around.capacity, reservedIn(table, draft));
  const { placed, reasons } = place(waitingIn(table, draft), around.capacity, free);
  for (const [id, own] of Map.groupBy(placed, (one) => one.id)) {
    const job = draft.get(id);
    const names = new Set(own.map(({ process }) => process));
    if (job)
      start(
        draft,
        job,
        job.processes.filter(({ name }) => names.has(name)),
        around,
        now,
      );
  }
  return reasons;
}

function start(
  draft: Draft,
  job: JobRecord,
  processes: readonly ProcessRecord[],
  { node, run }: Surroundings,
  now: Instant,
): void {
  if (processes.length === 0) return;
  const beginnings = processes.map((process) => {
    const held = process.held ?? needsOf(job, process);
    return [process.name, { run: run(process.name), node, held }] as const;
  });
  draft.put(begin(job, new Map(beginnings), now));
}

function* waitingIn(table: JobTable, draft: Draft): Iterable<Waiting> {
  const ids = new Set([...table.waiting, ...draft.changed.keys()]);
  for (const id of [...ids].toSorted((a, b) => a - b)) {
    const job = draft.get(id);
    if (job === undefined) continue;
    const pending = job.processes.filter(({ phase }) => phase === 'pending').toSorted(byTurn);
    const beside = heldBy(job);
    for (const process of pending)
      yield { id, job: jobKey(job.spec), process: process.name, needs: needsOf(job, process), beside };
  }
}

function reservedIn(table: JobTable, draft: Draft): Capacity {
  let reserved = table.reserved;
  for (const [id, job] of draft.changed) reserved = plus(minus(reserved, heldBy(table.get(id))), heldBy(job));
  return reserved;
}

function heldBy(job: JobRecord | undefined): Capacity {
  return (job?.processes ?? [])
    .filter(hasPlace)
    .reduce((sum, { held }) => plus(sum, held ?? NOTHING), NOTHING);
}

function needsOf({ spec }: JobRecord, { role }: ProcessRecord): Capacity {
  const own = role === 'master' ? spec.master : spec.workers;
  return own === undefined ? NOTHING : requestOf(own);
}

/** A master before its workers; then the oldest. */
function byTurn(a: ProcessRecord, b: ProcessRecord): number {
  return (a.role === 'master' ? 0 : 1) - (b.role === 'master' ? 0 : 1) || a.serial - b.serial;
}
