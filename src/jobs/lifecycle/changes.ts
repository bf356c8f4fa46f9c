import type { JobRecord } from './job-record.ts';
import { isUp, type ProcessRecord } from './process-record.ts';

/** What of one job is to be written: its own row if that changed, and the processes that changed or went. */
export interface JobChange {
  readonly id: number;
  readonly job?: JobRecord;
  readonly processes: readonly ProcessRecord[];
  readonly gone: readonly string[];
}

/** What is to be written so that the state says the same as memory. */
export interface JobChanges {
  readonly changed: readonly JobChange[];
  readonly removed: readonly number[];
}

/** What is to be done with real processes. */
export type Effect =
  | { readonly kind: 'start'; readonly job: JobRecord; readonly process: ProcessRecord; readonly run: string }
  | { readonly kind: 'stop' | 'kill' | 'forget'; readonly run: string };

/** The difference between a job as written and as it is. */
export function changeOf(before: JobRecord | undefined, after: JobRecord): JobChange {
  const old = new Map(before?.processes.map((process) => [process.name, process]));
  const processes = after.processes.filter((process) => old.get(process.name) !== process);
  for (const process of after.processes) old.delete(process.name);
  const same = before !== undefined && sameRow(before, after);
  return { id: after.id, ...(same ? {} : { job: after }), processes, gone: [...old.keys()] };
}

/** What the change from one record to the next asks of real processes. */
export function effectsOf(before: JobRecord | undefined, after: JobRecord | undefined): readonly Effect[] {
  const effects: Effect[] = [];
  const old = new Map(before?.processes.map((process) => [process.name, process]));
  for (const process of after?.processes ?? []) {
    const was = old.get(process.name);
    if (was === process || after === undefined) continue;
    if (was?.run !== undefined && isUp(was) && !(process.run === was.run && isUp(process)))
      effects.push({ kind: 'forget', run: was.run });
    if (process.run === undefined || !isUp(process)) continue;
    if (process.run !== was?.run) effects.push({ kind: 'start', job: after, process, run: process.run });
    if (process.drain && !was?.drain) effects.push({ kind: 'stop', run: process.run });
    if (process.drain?.killed && !was?.drain?.killed) effects.push({ kind: 'kill', run: process.run });
  }
  for (const process of after?.processes ?? []) old.delete(process.name);
  for (const was of old.values()) {
    if (was.run !== undefined && isUp(was)) effects.push({ kind: 'forget', run: was.run });
  }
  return effects;
}

function sameRow(a: JobRecord, b: JobRecord): boolean {
  const { processes: _ofA, ...rowA } = a;
  const { processes: _ofB, ...rowB } = b;
  const others = new Map<string, unknown>(Object.entries(rowB));
  const entries: readonly [string, unknown][] = Object.entries(rowA);
  return entries.length === others.size && entries.every(([key, value]) => others.get(key) === value);
}
