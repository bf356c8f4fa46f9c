import { add, none } from '../../accounting/amounts.ts';
import type { Level, Owner, Total } from '../../accounting/totals.ts';
import type { Instant } from '../../lib/time.ts';
import { ownerMatches } from '../owner-matches.ts';

/** Totals by window, level and owner. */
export class MemoryTotals {
  readonly #windows = new Map<Instant, Map<string, Total>>();

  get count(): number {
    let count = 0;
    for (const rows of this.#windows.values()) count += rows.size;
    return count;
  }

  /** The start of the oldest window that has some. */
  get oldest(): Instant | undefined {
    let oldest: Instant | undefined;
    for (const start of this.#windows.keys()) if (oldest === undefined || start < oldest) oldest = start;
    return oldest;
  }

  write(rows: readonly Total[]): void {
    for (const row of rows) {
      const window = this.#windows.get(row.start) ?? new Map<string, Total>();
      this.#windows.set(row.start, window.set(keyOf(row), row));
    }
  }

  sum(level: Level, from: Instant, to: Instant, match: Partial<Owner>): readonly Total[] {
    const sums = new Map<string, Total>();
    for (const [start, rows] of this.#windows) {
      if (start < from || start >= to) continue;
      for (const [key, row] of rows) {
        if (row.level !== level || row.end > to || !ownerMatches(row, match)) continue;
        sums.set(key, { ...row, ...add(sums.get(key) ?? none, row), start: from, end: to });
      }
    }
    return [...sums.values()];
  }

  expire(endedBy: Instant): void {
    for (const [start, rows] of this.#windows) {
      for (const [key, row] of rows) if (row.end <= endedBy) rows.delete(key);
      if (rows.size === 0) this.#windows.delete(start);
    }
  }

  clear(): void {
    this.#windows.clear();
  }
}

function keyOf({ level, namespace, account, job, user }: Total): string {
  return JSON.stringify([level, namespace, account, job, user]);
}
