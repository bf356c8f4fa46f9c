import type { JobScale } from '../jobs/job-scale.ts';
import type { Json } from '../lib/json.ts';
import type { Instant } from '../lib/time.ts';
import type { Reading, Signal } from './reading.ts';

/** A signal that a metric needs. `key` is canonical text: one key, one read. `source` names the SignalSource. */
export interface SignalRequest {
  readonly key: string;
  readonly source: string;
  readonly query: Json;
  /** A password that the query needs: never part of `key` or `query`, never printed, logged or stored. */
  readonly secret?: string;
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
  /** Parses back to this metric; undefined if it holds a JavaScript function. May hold secrets: people are shown `text`. */
  readonly expression: string | undefined;
  /** The expression as people see it, secrets masked, functions as `<function>`. Default: the expression. */
  readonly text?: string;
  /** False: it and its parts remember nothing between ticks. Default: true. */
  readonly stateful?: boolean;
  readonly needs: readonly SignalRequest[];
  evaluate(inputs: Signals, memory: MetricMemory): { reading: Reading; memory: MetricMemory };
}
