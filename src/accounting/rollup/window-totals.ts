import type { ProcessAmounts } from '../integral/integrate.ts';
import type { Pace } from '../integral/pace.ts';
import { startOf } from '../windows.ts';
import type { Level, Owner, Total } from '../totals.ts';
import { addTo, sumsAt, type Sums } from './sums.ts';

const LEVELS: readonly Level[] = ['account', 'job', 'user'];

/** An owner as one level tells owners apart. */
function ownerOf(level: Level, { namespace, account, job, user }: Owner): Owner {
  return {
    namespace,
    account,
    job: level === 'job' ? job : '',
    user: level === 'account' ? '' : user,
  };
}

interface Row {
  readonly level: Level;
  readonly owner: Owner;
  /** By window. */
  readonly sums: Map<number, Sums>;
}

/** The totals of some windows, on all levels. */
export class WindowTotals {
  readonly #rows = new Map<string, Row>();

  /** Adds what processes used; `windows` tells the window of each slice. */
  async add(processes: readonly ProcessAmounts[], windows: readonly number[], pace: Pace): Promise<void> {
    await pace.each(processes, ({ owner, slices }) => {
      const rows = LEVELS.map((level) => this.#row(level, owner));
      for (const [slice, amounts] of slices) {
        const window = windows[slice];
        if (window === undefined) continue;
        for (const { sums } of rows) addTo(sumsAt(sums, window), amounts);
      }
    });
  }

  /** There were totals of this job's in a window: if there are none now, they are zero. */
  replace(window: number, owner: Owner): void {
    for (const level of LEVELS) sumsAt(this.#row(level, owner).sums, window);
  }

  *rows(): Generator<Total, void, undefined> {
    for (const { level, owner, sums } of this.#rows.values()) {
      for (const [window, amounts] of sums)
        yield { ...amounts, ...owner, level, start: startOf(window), end: startOf(window + 1) };
    }
  }

  #row(level: Level, of: Owner): Row {
    const owner = ownerOf(level, of);
    const key = JSON.stringify([level, owner.namespace, owner.account, owner.job, owner.user]);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = { level, owner, sums: new Map<number, Sums>() };
    this.#rows.set(key, row);
    return row;
  }
}
