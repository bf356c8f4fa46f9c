import type { Instant } from '../lib/time.ts';

/** What a source says of one signal. `atLeast`: the true value may be higher, so it may scale out, never in. */
export type Signal =
  | { readonly kind: 'value'; readonly value: number; readonly observedAt: Instant; readonly atLeast?: true }
  | { readonly kind: 'unknown'; readonly reason: string };

/** One node of a metric as it was evaluated, for `explain`: its expression, its value or why there is none, its parts. */
export interface ReadingNode {
  readonly expression: string;
  readonly value?: number;
  readonly atLeast?: true;
  readonly unknown?: string;
  /** A short remark, such as `3 of 20 samples` or `clamped from 14`. */
  readonly note?: string;
  readonly parts?: readonly ReadingNode[];
}

/** What a metric makes of the signals: a value and when it was observed, or unknown with the reason; never 0 for unknown. */
export type Reading =
  | {
      readonly kind: 'value';
      readonly value: number;
      readonly observedAt: Instant;
      readonly atLeast?: true;
      readonly node: ReadingNode;
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly node: ReadingNode };
