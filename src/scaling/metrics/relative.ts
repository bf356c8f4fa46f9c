import type { JobScale } from '../../jobs/job-scale.ts';
import { quantity } from '../functions/quantity.ts';
import type { Signal } from '../reading.ts';
import type { Result } from './reading-of.ts';

type Value = Extract<Signal, { kind: 'value' }>;

/**
 * What a metric relative to the scale may say. Its reading tells of the scale at which it was observed, so
 * one from before the last change asks for no change; and more is asked for only once all that was asked
 * for runs and has been observed running. Less may be asked for while a job still waits for capacity.
 */
export function settled(wanted: Signal, reading: Value, scale: JobScale): Result {
  if (wanted.kind === 'unknown') return { signal: wanted };
  if (reading.observedAt <= scale.changedAt)
    return held(wanted, scale, 'observed before the last change of scale');
  if (wanted.value <= scale.requested) return { signal: wanted };
  if (scale.settledAt === undefined) {
    return held(wanted, scale, `waits until ${scale.requested} run, now ${scale.running}`);
  }
  if (reading.observedAt < scale.settledAt)
    return held(wanted, scale, `observed before ${scale.requested} were running`);
  return { signal: wanted };
}

function held(wanted: Value, scale: JobScale, why: string): Result {
  const signal = quantity(scale.requested, wanted.observedAt, wanted.atLeast === true);
  return wanted.value === scale.requested ? { signal } : { signal, note: `no change: ${why}` };
}
