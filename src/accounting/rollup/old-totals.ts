import type { MetricsStore } from '../ports/metrics-store.ts';
import { startOf } from '../windows.ts';
import type { Owner } from '../totals.ts';

/**
 * Whose jobs have totals in a window already: all levels follow from those of jobs. By accounts, so that no answer
 * is long.
 */
export async function* oldTotals(
  store: Pick<MetricsStore, 'sumTotals'>,
  windows: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly window: number; readonly owner: Owner }, void, undefined> {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return;
  const all = { level: 'account', from: startOf(first), to: startOf(last + 1) } as const;
  const accounts = await store.sumTotals(all, signal);
  for (const { namespace, account } of accounts) {
    for (const window of windows) {
      const one = { level: 'job', from: startOf(window), to: startOf(window + 1) } as const;
      for (const owner of await store.sumTotals({ ...one, match: { namespace, account } }, signal))
        yield { window, owner };
    }
  }
}
