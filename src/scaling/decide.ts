import type { Bounds } from './bounds.ts';
import type { Limit } from './decision.ts';
import type { FallbackScale } from './job-scaler.ts';
import type { Reading } from './reading.ts';
import { roundUp } from './round-up.ts';

export interface DecideInput {
  /** The requested scale. */
  readonly current: number;
  readonly reading: Reading;
  readonly bounds: Bounds;
  readonly fallback: FallbackScale | undefined;
  /** Unknown readings in a row, this one included. */
  readonly unknowns: number;
}

/** The scale that should be requested, and what it was made of. */
export interface Wish {
  readonly desired: number;
  /** What stood between the reading and it, in order. */
  readonly limits: readonly Limit[];
}

const UNLIMITED: readonly Limit[] = [];

/**
 * From a reading to a scale. The reading is rounded up; an unknown one changes nothing, and one that may be
 * higher lowers nothing. Then come the limits, in order; each says what it made of the number.
 */
export function decide(input: DecideInput): Wish {
  let desired = input.current;
  let limits = UNLIMITED;
  for (const limit of [wanted, withinBounds]) {
    const step = limit(input, desired);
    desired = step.desired;
    if (step.limits.length > 0) limits = [...limits, ...step.limits];
  }
  return { desired, limits };
}

function wanted(input: DecideInput): Wish {
  const { reading, current } = input;
  if (reading.kind === 'unknown') return whileUnknown(input, reading.reason);
  const desired = roundUp(reading.value);
  if (!reading.atLeast || desired >= current) return { desired, limits: UNLIMITED };
  return limited('at-least', desired, current, 'the true value may be higher, so it lowers nothing');
}

function whileUnknown({ current, fallback, unknowns }: DecideInput, reason: string): Wish {
  const hold = limited('unknown', current, current, reason);
  if (fallback === undefined || unknowns < fallback.after) return hold;
  const desired = fallback.allowScaleIn ? fallback.scale : Math.max(current, fallback.scale);
  const why = `unknown ${unknowns} times in a row, falls back to ${fallback.scale}`;
  return { desired, limits: [...hold.limits, ...limited('fallback', current, desired, why).limits] };
}

function withinBounds({ bounds }: DecideInput, desired: number): Wish {
  if (desired < bounds.min) return limited('min', desired, bounds.min, `min is ${bounds.min}`);
  if (desired > bounds.max) return limited('max', desired, bounds.max, `max is ${bounds.max}`);
  return { desired, limits: UNLIMITED };
}

function limited(rule: Limit['rule'], from: number, to: number, reason: string): Wish {
  return { desired: to, limits: [{ rule, from, to, reason }] };
}
