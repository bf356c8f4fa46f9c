import type { JobScale } from '../jobs/job-scale.ts';
import type { Json } from '../lib/json.ts';
import type { Instant } from '../lib/time.ts';
import type { Reading, Signal } from './reading.ts';

/** A signal that a metric needs. `key` is canonical text: one key, one read. `source` names the SignalSource. */
export interface SignalRequest {
  readonly key: string;
  readonly source: string;
  readonly query: Json;
}

/** What one tick knows. */
export interface Signals {
  readonly now: Instant;
  /** The scaler's interval, nanoseconds. */
  readonly interval: bigint;
  readonly scale: JobScale;
  /** Unknown, with a reason, for a key that was not read. */
  signal(key: string): Signal;
}

/** What stateful metrics remember between ticks: one entry per stateful node, by its path; times as decimal strings. */
export type MetricMemory = Readonly<Record<string, Json>>;

/** A value to scale on, built for one job. Pure: nothing is mutated. Never throws; an unknowable value is a Reading, never 0. */
export interface ScalerMetric {
  /** Parses back to this metric; undefined if it holds a JavaScript function. */
  readonly expression: string | undefined;
  readonly needs: readonly SignalRequest[];
  evaluate(inputs: Signals, memory: MetricMemory): { reading: Reading; memory: MetricMemory };
}
