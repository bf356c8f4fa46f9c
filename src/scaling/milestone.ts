import type { Instant } from '../lib/time.ts';
import type { Decision } from './decision.ts';
import type { HostedScaler } from './hosted-scaler.ts';

/** Records something that befell a scaler beside its ticks. The scale is the last it knows of. */
export function recordMilestone(
  entry: HostedScaler,
  cause: Exclude<Decision['cause'], 'tick' | 'outside-change'>,
  remark: string,
  now: Instant,
): void {
  const current = entry.memory.expected ?? 0;
  entry.record({ cause, current, desired: current, limits: [], outcome: 'unchanged', remark }, now);
}
