import type { Instant } from '../lib/time.ts';
import type { Decision } from './decision.ts';
import type { JobScaler } from './job-scaler.ts';
import type { Reading } from './reading.ts';
import { describeReading } from './reason.ts';

/** One tick's decision, as far as it decides whether the next is equal. */
export interface Verdict {
  readonly cause: Decision['cause'];
  readonly current: number;
  readonly desired: number;
  readonly limits: Decision['limits'];
  readonly outcome: Decision['outcome'];
  readonly reading?: Reading;
  /** Said before what the metric says, e.g. why it failed. */
  readonly remark?: string;
}

/** Equal decisions in a row, as one that is still being counted. Costs nothing per tick beyond the count. */
export class DecisionRun {
  readonly at: Instant;
  readonly #scaler: JobScaler;
  #verdict: Verdict;
  #until: Instant;
  #count = 1;
  #saved = 0;

  constructor(scaler: JobScaler, at: Instant, verdict: Verdict) {
    this.#scaler = scaler;
    this.at = at;
    this.#until = at;
    this.#verdict = verdict;
  }

  get verdict(): Verdict {
    return this.#verdict;
  }

  /** Counts an equal decision in; shows its reading from now on if `renew`. False if it is another, or a change. */
  continues(verdict: Verdict, at: Instant, renew: boolean): boolean {
    if (!areEqual(this.#verdict, verdict)) return false;
    if (renew) this.#verdict = verdict;
    this.#until = at > this.#until ? at : this.#until;
    this.#count++;
    return true;
  }

  /** The change did not come about as it was written down beforehand. */
  correct(outcome: Decision['outcome'], remark: string): void {
    this.#verdict = { ...this.#verdict, outcome, remark };
    this.#saved = 0;
  }

  /** How many of it are counted that have not been saved. */
  get unsaved(): number {
    return this.#count - this.#saved;
  }

  get neverSaved(): boolean {
    return this.#saved === 0;
  }

  /** To be called once what `decision` gave is stored. */
  markSaved(decision: Decision): void {
    this.#saved = decision.count;
  }

  get decision(): Decision {
    const { reading, cause, current, desired, limits, outcome, remark } = this.#verdict;
    const said = [remark, reading && describeReading(reading)].filter((part) => part !== undefined);
    return {
      at: this.at,
      until: this.#until,
      count: this.#count,
      namespace: this.#scaler.ref.namespace,
      scaler: this.#scaler.ref.name,
      job: this.#scaler.job,
      cause,
      current,
      desired,
      ...(reading && { reading }),
      reason: said.join('; '),
      limits: [...limitsOfMetric(reading), ...limits],
      outcome,
    };
  }
}

/** An outermost Bounded has capped what its part said. */
function limitsOfMetric(reading: Reading | undefined): Decision['limits'] {
  const value = reading?.node.value;
  const inner = reading?.node.parts?.[0]?.value;
  const note = reading?.node.note;
  if (value === undefined || inner === undefined || note?.startsWith('clamped') !== true) return [];
  return [{ rule: 'metric', from: inner, to: value, reason: `the metric is ${note}` }];
}

function areEqual(a: Verdict, b: Verdict): boolean {
  return (
    a.outcome === b.outcome &&
    a.outcome !== 'applied' &&
    a.cause === b.cause &&
    a.current === b.current &&
    a.desired === b.desired &&
    a.remark === b.remark &&
    a.reading?.kind === b.reading?.kind &&
    a.limits.length === b.limits.length &&
    a.limits.every((limit, index) => limit.rule === b.limits[index]?.rule)
  );
}
