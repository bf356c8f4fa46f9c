import type { Clock } from '../../lib/clock.ts';
import { MemorySignals } from './memory-signals.ts';

/** A source whose signals are set in code. */
export function createMemorySignals(options: { readonly clock: Clock }): MemorySignals {
  return new MemorySignals(options);
}
