import { closeSync, openSync, readSync } from 'node:fs';
import type { Clock } from '../../../lib/clock.ts';
import type { Millis } from '../../../lib/time.ts';
import { readdir } from 'node:fs/promises';

/** The variable that marks every process of a run, and all that come from it, with the run's name. */
export const MARKER = 'JRUN_RUN';

const SLICE: Millis = 4;
const buffer = Buffer.allocUnsafe(256 * 1_024);

/**
 * The processes, other than those to `skip`, whose environment says that they come from one of these runs.
 * So are found those that left their session and outlived their parents.
 */
export async function findMarked(
  runs: ReadonlySet<string>,
  skip: ReadonlySet<number>,
  clock: Clock,
): Promise<readonly number[]> {
  const found: number[] = [];
  let until = clock.monotonic() + SLICE;
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || skip.has(pid) || pid === process.pid) continue;
    const run = markOf(pid);
    if (run !== undefined && runs.has(run)) found.push(pid);
    if (clock.monotonic() < until) continue;
    await clock.breathe();
    until = clock.monotonic() + SLICE;
  }
  return found;
}

function markOf(pid: number): string | undefined {
  const environment = readEnvironment(pid);
  const at = environment.startsWith(`${MARKER}=`) ? 0 : environment.indexOf(`\0${MARKER}=`) + 1;
  if (at === 0 && !environment.startsWith(`${MARKER}=`)) return undefined;
  const from = at + MARKER.length + 1;
  return environment.slice(from, environment.indexOf('\0', from));
}

/** Empty if it is gone, or another user's. */
function readEnvironment(pid: number): string {
  let file: number;
  try {
    file = openSync(`/proc/${pid}/environ`, 'r');
  } catch {
    return '';
  }
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
  } catch {
    return '';
  } finally {
    closeSync(file);
  }
}
