import type { SignalSource } from '../../scaling/ports/signal-source.ts';
import { UsageSignals, type UsageSignalsOptions } from './usage-signals.ts';

/** The source `job`: what jobs use, in percent of their requests or limits, and what was recorded for them. */
export function createUsageSignals(options: UsageSignalsOptions): SignalSource {
  return new UsageSignals(options);
}
