import { readdir } from 'node:fs/promises';
import type { Clock } from '../../../lib/clock.ts';
import type { Millis } from '../../../lib/time.ts';
import { readStat, type ProcessStat } from './read-stat.ts';

/** How long to read without letting other work run. */
const SLICE: Millis = 4;

/** Every process of the machine, by pid. Each is read once; small reads are quickest when they do not leave the thread. */
export async function sweepProcesses(clock: Clock): Promise<ReadonlyMap<number, ProcessStat>> {
  const found = new Map<number, ProcessStat>();
  let until = clock.monotonic() + SLICE;
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : undefined;
    if (stat) found.set(pid, stat);
    if (clock.monotonic() < until) continue;
    await clock.breathe();
    until = clock.monotonic() + SLICE;
  }
  return found;
}
