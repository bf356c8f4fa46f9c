import type { Pace } from '../integral/pace.ts';
import type { Amounts, Level, Owner } from '../totals.ts';
import { AmountSums } from './amount-sums.ts';

/** Whose usage one row of a report is. */
export interface UsageOf {
  readonly account: string;
  /** Only where jobs are told apart. */
  readonly job?: string;
  /** Only where users are told apart. */
  readonly user?: string;
}

interface Entry {
  readonly of: UsageOf;
  readonly sums: AmountSums;
}

/** What each account, job or user used, added up; namespaces are not told apart. */
export class UsageSums {
  readonly #level: Level;
  /** By account. */
  readonly #accounts = new Map<string, Map<string, Entry>>();

  constructor(level: Level) {
    this.#level = level;
  }

  add(owner: Owner, amounts: Amounts): void {
    const { account } = owner;
    const entries = this.#accounts.get(account) ?? new Map<string, Entry>();
    this.#accounts.set(account, entries);
    const key = this.#keyOf(owner);
    const entry = entries.get(key) ?? { of: this.#reduce(owner), sums: new AmountSums() };
    entries.set(key, entry);
    entry.sums.add(amounts);
  }

  /** In the order of account, job and user; without those who have nothing at all. */
  async rows(pace: Pace): Promise<readonly (readonly [UsageOf, Amounts])[]> {
    const rows: (readonly [UsageOf, Amounts])[] = [];
    const accounts = [...this.#accounts].toSorted(([a], [b]) => order(a, b));
    for (const [, entries] of accounts) {
      const sorted = [...entries.values()].toSorted(
        ({ of: a }, { of: b }) => order(a.job, b.job) || order(a.user, b.user),
      );
      await pace.each(sorted, ({ of, sums }) => {
        const { amounts } = sums;
        if (isSomething(amounts)) rows.push([of, amounts]);
      });
    }
    return rows;
  }

  #keyOf({ job, user }: Owner): string {
    if (this.#level === 'account') return '';
    return this.#level === 'user' ? user : JSON.stringify([job, user]);
  }

  #reduce({ account, job, user }: Owner): UsageOf {
    if (this.#level === 'account') return { account };
    return this.#level === 'user' ? { account, user } : { account, job, user };
  }
}

/** Totals that were taken back are zeros. */
function isSomething(amounts: Amounts): boolean {
  const { cpu, mem, gpu, cpuRequested, memRequested, seconds, alive } = amounts;
  return (
    cpu !== 0 || mem !== 0 || gpu !== 0 || cpuRequested !== 0 || memRequested !== 0 || seconds + alive !== 0
  );
}

function order(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b);
}
