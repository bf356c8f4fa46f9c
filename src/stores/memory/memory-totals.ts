import type { Tags } from '../../accounting/points.ts';
import type { Total } from '../../accounting/totals.ts';
import type { Instant } from '../../lib/time.ts';

/** Totals by level, account, job, user, resource and start. */
export class MemoryTotals {
  readonly #rows = new Map<string, Total>();

  get count(): number {
    return this.#rows.size;
  }

  write(rows: readonly Total[]): void {
    for (const row of rows)
      this.#rows.set(JSON.stringify([String(row.start), row.level, ...subjectOf(row)]), row);
  }

  sum(level: Total['level'], from: Instant, to: Instant, match: Tags): readonly Total[] {
    const sums = new Map<string, Total>();
    for (const row of this.#rows.values()) {
      if (row.level !== level || row.start < from || row.end > to || !matches(row, match)) continue;
      const key = JSON.stringify(subjectOf(row));
      const sum = sums.get(key);
      sums.set(key, sum === undefined ? row : add(sum, row));
    }
    return [...sums.values()];
  }

  expire(endedBy: Instant): void {
    for (const [key, row] of this.#rows) if (row.end <= endedBy) this.#rows.delete(key);
  }

  clear(): void {
    this.#rows.clear();
  }
}

function subjectOf({ account, job, user, resource }: Total): readonly string[] {
  return [account, job, user, resource];
}

function matches({ account, job, user, resource }: Total, match: Tags): boolean {
  const own: Tags = { account, job, user, resource };
  return Object.entries(match).every(([name, value]) => own[name] === value);
}

function add(a: Total, b: Total): Total {
  return {
    ...a,
    start: a.start < b.start ? a.start : b.start,
    end: a.end > b.end ? a.end : b.end,
    sum: a.sum + b.sum,
    count: a.count + b.count,
    seconds: a.seconds + b.seconds,
  };
}
