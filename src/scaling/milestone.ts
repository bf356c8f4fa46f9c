import type { Instant } from '../lib/time.ts';
import type { Decision } from './decision.ts';
import { DecisionRun, type Verdict } from './decision-run.ts';
import type { HostedScaler } from './hosted-scaler.ts';

/** Records something that befell a scaler beside its ticks. The scale is the last it knows of. */
export function recordMilestone(
  entry: HostedScaler,
  cause: Exclude<Decision['cause'], 'tick' | 'outside-change'>,
  remark: string,
  now: Instant,
): void {
  entry.record(milestone(entry, cause, remark), now);
}

/** The decision that its end would be; what it has recorded is left as it is, since its removal may yet fail. */
export function endOf(entry: HostedScaler, remark: string, now: Instant): Decision {
  const at = entry.run?.at === now ? now + 1n : now;
  return new DecisionRun(entry.scaler, at, milestone(entry, 'ended', remark)).decision;
}

function milestone(entry: HostedScaler, cause: Decision['cause'], remark: string): Verdict {
  const current = entry.memory.expected ?? 0;
  return { cause, current, desired: current, limits: [], outcome: 'unchanged', remark };
}
