import type { JobScale } from '../jobs/job-scale.ts';
import type { Instant } from '../lib/time.ts';
import { decide, type Wish } from './decide.ts';
import type { DecisionRun, Verdict } from './decision-run.ts';
import type { HostedScaler } from './hosted-scaler.ts';
import type { JobScaler } from './job-scaler.ts';
import type { Reading, Signal } from './reading.ts';

/** A change of scale that a tick asks for, already written into the run that tells of it. */
export interface Change {
  readonly entry: HostedScaler;
  /** As it was when it decided; the change is void if the entry has been redefined. */
  readonly scaler: JobScaler;
  readonly verdict: Verdict;
  readonly run: DecisionRun;
}

/**
 * One scaler at one moment: reads its metric, decides, remembers, records. Gives the change that is to be made,
 * if one is; that is recorded as applied beforehand, and corrected by whoever fails to apply it. `renew`: equal
 * decisions in a row show this reading from now on.
 */
export function tick(
  entry: HostedScaler,
  now: Instant,
  scale: JobScale,
  signals: (key: string) => Signal,
  renew: boolean,
): { readonly verdict: Verdict; readonly change?: Change } {
  const { scaler, memory } = entry;
  const { reading, memory: readings } = scaler.evaluate(now, scale, signals, memory.readings);
  const unknowns = countUnknowns(entry, reading);
  const current = scale.requested;
  const wish = decide({ current, reading, bounds: scaler.bounds, fallback: scaler.fallback, unknowns });
  const outside = memory.expected !== undefined && memory.expected !== current;
  if (readings !== memory.readings) entry.remember({ readings });
  if (unknowns !== memory.unknowns) entry.remember({ unknowns });

  const verdict: Verdict = {
    cause: outside ? 'outside-change' : 'tick',
    current,
    desired: wish.desired,
    limits: wish.limits,
    outcome: outcomeOf(wish, current, scaler.dryRun),
    reading,
    ...(outside && { remark: `the scale was ${memory.expected} and was set to ${current} from outside` }),
  };
  const changes = verdict.outcome === 'applied';
  const expected = changes ? wish.desired : current;
  if (memory.expected !== expected) entry.remember({ expected });
  const run = changes && retries(entry.run, verdict) ? entry.run : undefined;
  const recorded = run ?? entry.record(verdict, now, renew);
  return changes ? { verdict, change: { entry, scaler, verdict, run: recorded } } : { verdict };
}

/** The same change failed the last time: the run that says so goes on until it is known how this try ends. */
export function retries(run: DecisionRun | undefined, verdict: Verdict): boolean {
  const before = run?.verdict;
  if (before === undefined || (before.outcome !== 'failed' && before.outcome !== 'held')) return false;
  return before.current === verdict.current && before.desired === verdict.desired;
}

/** Counted as far as the fallback needs it, so that a source that is away does not change the memory for ever. */
function countUnknowns({ memory, scaler }: HostedScaler, reading: Reading): number {
  if (reading.kind === 'value' || scaler.fallback === undefined) return 0;
  return Math.min(memory.unknowns + 1, scaler.fallback.after);
}

function outcomeOf({ desired, limits }: Wish, current: number, dryRun: boolean): Verdict['outcome'] {
  if (desired !== current) return dryRun ? 'dry-run' : 'applied';
  return limits.some(({ rule }) => rule === 'unknown' || rule === 'at-least') ? 'held' : 'unchanged';
}
