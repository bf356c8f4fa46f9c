import type { Decision } from './decision.ts';
import type { HostedScaler } from './hosted-scaler.ts';

/** Stored decisions of a scaler with those that are only in memory yet, newest first; a newer state replaces the stored one. */
export function recentDecisions(
  entry: HostedScaler | undefined,
  stored: readonly Decision[],
  count: number,
): readonly Decision[] {
  const byTime = new Map(stored.map((decision) => [decision.at, decision]));
  const live = entry?.run ? [entry.run.decision] : [];
  for (const decision of [...(entry?.finished ?? []), ...live]) byTime.set(decision.at, decision);
  return [...byTime.values()].toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, count);
}
