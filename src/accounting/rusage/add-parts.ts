import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/time.ts';
import { integrate } from '../integral/integrate.ts';
import { Pace } from '../integral/pace.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { RusageSettings } from '../report-settings.ts';
import type { Part, PointsPart } from './plan-period.ts';
import type { RusageQuery } from './rusage-query.ts';
import { sumTotals } from './sum-totals.ts';
import type { UsageSums } from './usage-sums.ts';
import { windowAt } from '../windows.ts';

interface Sources {
  readonly store: MetricsStore;
  readonly clock: Clock;
  readonly settings: RusageSettings;
}

/** Adds what was used in the parts to the sums, one after the other. Rejects as the store does. */
export async function addParts(
  o: Sources,
  { namespaces, by: level, progress }: Pick<RusageQuery, 'namespaces' | 'by' | 'progress'>,
  parts: readonly Part[],
  sums: UsageSums,
  signal: AbortSignal,
): Promise<void> {
  const done = progressOf(parts, progress);
  const places = namespaces === undefined ? [undefined] : [...new Set(namespaces)];
  for (const part of parts) {
    if (part.source === 'totals') {
      const matches = places.map((namespace) => (namespace === undefined ? undefined : { namespace }));
      await sumTotals(o, { ...part, level, matches }, sums, done, signal);
    }
    if (part.source === 'points')
      for (const namespace of places) await addPoints(o, part, namespace, sums, signal);
    done(part.to);
  }
}

async function addPoints(
  { store, clock, settings }: Sources,
  { from, to, since, until }: PointsPart,
  namespace: string | undefined,
  sums: UsageSums,
  signal: AbortSignal,
): Promise<void> {
  const { accountTag, intervalAt, horizon } = settings;
  const match = namespace === undefined ? {} : { match: { namespace_name: namespace } };
  const run = { bounds: [from, to], since, until, ...match };
  const { processes } = await integrate({ store, clock, accountTag, intervalAt, horizon }, run, signal);
  await new Pace({ clock, signal }).each(processes, ({ owner, slices }) => {
    for (const amounts of slices.values()) sums.add(owner, amounts);
  });
}

/** Counts windows, whole or cut. */
function progressOf(parts: readonly Part[], progress: RusageQuery['progress']): (to: Instant) => void {
  const first = windowAt(parts[0]?.from ?? 0n);
  const total = windowAt((parts.at(-1)?.to ?? 0n) - 1n) + 1 - first;
  return (to) => progress?.(windowAt(to - 1n) + 1 - first, total);
}
