import type { Json } from '../../lib/json.ts';
import type { Instant } from '../../lib/time.ts';

/** One reading that an Average remembers: when it was read, its value, when that was observed, 1 if it is a lower bound. */
export type Sample = readonly [at: string, value: number, observedAt: string, atLeast: 0 | 1];

/** What an Average remembers. Times are decimal strings of nanoseconds. */
export interface SampleMemory {
  /** Oldest first. */
  readonly samples: readonly Sample[];
  /** When it last looked, whether or not there was a reading. */
  readonly seen: string;
  /** Since when it has been filling again after a gap; absent once it is full. */
  readonly refilling?: string;
}

const KEY = 'average';

/** Undefined if nothing is remembered, or nothing that can be understood. */
export function samplesIn(memory: Readonly<Record<string, Json>>): SampleMemory | undefined {
  const entry = memory[KEY];
  return isSampleMemory(entry) ? entry : undefined;
}

export function withSamples(
  memory: Readonly<Record<string, Json>>,
  kept: SampleMemory,
): Readonly<Record<string, Json>> {
  const { samples, seen, refilling } = kept;
  return { ...memory, [KEY]: refilling === undefined ? { samples, seen } : { samples, seen, refilling } };
}

export function newestAt(memory: SampleMemory): Instant {
  return BigInt(memory.samples.at(-1)?.[0] ?? memory.seen);
}

/** The oldest time at which one of the samples was observed. Decimal strings of one length compare as numbers do. */
export function oldestObserved(samples: readonly Sample[]): Instant {
  let oldest = '';
  for (const [, , observedAt] of samples) {
    if (oldest === '' || observedAt.length < oldest.length) oldest = observedAt;
    else if (observedAt.length === oldest.length && observedAt < oldest) oldest = observedAt;
  }
  return BigInt(oldest);
}

function isSampleMemory(entry: unknown): entry is SampleMemory {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'seen' in entry &&
    typeof entry.seen === 'string' &&
    'samples' in entry &&
    Array.isArray(entry.samples)
  );
}
