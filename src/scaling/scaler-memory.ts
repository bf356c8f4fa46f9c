import type { Json } from '../lib/json.ts';
import type { Instant } from '../lib/time.ts';
import type { JobScaler } from './job-scaler.ts';
import { NOTHING } from './metrics/memory-of-parts.ts';
import type { MetricMemory } from './scaler-metric.ts';

/** What a scaler remembers, as it is stored. Instants are decimal strings. */
export interface ScalerMemory {
  /** The text of the metric whose memory this is. */
  readonly metric: string;
  readonly readings: MetricMemory;
  /** The requested scale as the scaler left it; another one is an outside change. */
  readonly expected?: number;
  /** Unknown readings in a row. */
  readonly unknowns: number;
  /** Whether its job has been there. */
  readonly seen: boolean;
  /** Since when it has been in its status. */
  readonly since: string;
  readonly pause?: { readonly until?: string };
  /** Why it has ended. */
  readonly ended?: string;
}

/** What a scaler goes on with: what is stored of it, without the readings if its metric is another; or nothing yet. */
export function memoryFor(scaler: JobScaler, stored: ScalerMemory | undefined, now: Instant): ScalerMemory {
  const fresh = { metric: scaler.text, readings: NOTHING, unknowns: 0, seen: false, since: String(now) };
  if (stored?.metric === scaler.text) return stored;
  if (stored !== undefined) return { ...stored, metric: scaler.text, readings: NOTHING, unknowns: 0 };
  return scaler.paused ? { ...fresh, pause: {} } : fresh;
}

/** What a scaler that is redefined goes on with: nothing if it works on another job now; `paused` counts if it has changed. */
export function redefinedMemory(
  before: { readonly scaler: JobScaler; readonly memory: ScalerMemory },
  scaler: JobScaler,
  now: Instant,
): ScalerMemory {
  const sameJob = before.scaler.targetKey === scaler.targetKey;
  // whether its job still is done, the next tick sees
  const { ended: _ended, ...alive } = before.memory;
  const memory = memoryFor(scaler, sameJob ? alive : undefined, now);
  if (before.scaler.paused === scaler.paused) return memory;
  const { pause: _, ...running } = memory;
  return { ...running, since: String(now), ...(scaler.paused && { pause: {} }) };
}

/** Stored memory; undefined if it is none. */
export function readMemory(stored: Json): ScalerMemory | undefined {
  return isMemory(stored) ? stored : undefined;
}

export function toJson(memory: ScalerMemory): Json {
  const { expected, pause, ended, ...rest } = memory;
  return {
    ...rest,
    ...(expected !== undefined && { expected }),
    ...(pause !== undefined && { pause: { ...pause } }),
    ...(ended !== undefined && { ended }),
  };
}

function isMemory(stored: unknown): stored is ScalerMemory {
  return (
    typeof stored === 'object' &&
    stored !== null &&
    'metric' in stored &&
    typeof stored.metric === 'string' &&
    'readings' in stored &&
    typeof stored.readings === 'object' &&
    stored.readings !== null &&
    'since' in stored &&
    typeof stored.since === 'string'
  );
}
