import { closeSync, openSync, readSync } from 'node:fs';

/** What /proc/<pid>/stat says. CPU times in clock ticks, `start` in ticks since boot, `rss` in pages. */
export interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Own CPU time, user and system. */
  readonly ticks: number;
  /** That of children that have ended and were waited for, and of theirs. */
  readonly reaped: number;
  readonly start: number;
  readonly rss: number;
}

const buffer = Buffer.allocUnsafe(2_048);

/** Undefined if there is no such process. */
export function readStat(pid: number): ProcessStat | undefined {
  let file: number;
  try {
    file = openSync(`/proc/${pid}/stat`, 'r');
  } catch {
    return undefined;
  }
  try {
    return parseStat(pid, buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0)));
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** The name in parentheses may hold anything, also parentheses; what follows the last one is regular. */
export function parseStat(pid: number, text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ', 22);
  const at = (index: number): number => Number(fields[index]);
  if (fields.length < 22) return undefined;
  return {
    pid,
    state: fields[0] ?? '',
    parent: at(1),
    group: at(2),
    session: at(3),
    ticks: at(11) + at(12),
    reaped: at(13) + at(14),
    start: at(19),
    rss: at(21),
  };
}
