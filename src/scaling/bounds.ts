import { InvalidError } from '../lib/errors.ts';

/** Between which scales a scaler stays; whole numbers, min <= max. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The scaler's own bounds and those of an outermost Bounded; where both stand, the narrower holds. */
export function boundsOf(
  min: number,
  max: number | undefined,
  metric: { readonly low: number; readonly high: number } | undefined,
): Bounds {
  if (max === undefined && metric === undefined) {
    throw new InvalidError(
      'bad-parameter',
      'max is missing; give max, or bound the metric, as in Bounded(..., 1:5)',
    );
  }
  const low = Math.max(min, Math.ceil(metric?.low ?? 0));
  const high = Math.min(
    max ?? Number.POSITIVE_INFINITY,
    Math.floor(metric?.high ?? Number.POSITIVE_INFINITY),
  );
  if (low <= high) return { min: low, max: high };
  const stated = metric === undefined ? '' : `, and the metric is bounded to ${metric.low}:${metric.high}`;
  throw new InvalidError(
    'bad-parameter',
    `min is ${min} and max is ${max ?? 'not given'}${stated}: no scale is left between them`,
  );
}
