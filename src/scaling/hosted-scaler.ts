import type { JobRef } from '../jobs/job-ref.ts';
import type { HostedJob, HostedSpec } from '../jobs/ports/hosted-jobs.ts';
import type { Instant, Millis } from '../lib/time.ts';
import type { Decision } from './decision.ts';
import { DecisionRun, type Verdict } from './decision-run.ts';
import type { JobScaler } from './job-scaler.ts';
import { shownSpec } from './hosted-spec.ts';
import { describeReading } from './reason.ts';
import type { ScalerMemory } from './scaler-memory.ts';

const MOST_UNSAVED = 50;

/** A scaler as it runs: its definition, what it remembers, and the decisions that are not stored yet. */
export class HostedScaler {
  readonly ref: JobRef;
  /** Set when it was deleted; whoever still holds it does nothing more with it. */
  removed = false;
  /** What is wrong beside its decisions, e.g. that the cluster is away. */
  trouble: string | undefined;
  /** On the monotonic scale; when its memory and its run were last stored. */
  storedAt: Millis = Number.NEGATIVE_INFINITY;
  runStoredAt: Millis = Number.NEGATIVE_INFINITY;
  #spec: HostedSpec;
  #scaler: JobScaler;
  #memory: ScalerMemory;
  #dirty = false;
  #run: DecisionRun | undefined;
  #finished: Decision[] = [];

  constructor(spec: HostedSpec, scaler: JobScaler, memory: ScalerMemory) {
    this.ref = scaler.ref;
    this.#spec = spec;
    this.#scaler = scaler;
    this.#memory = memory;
  }

  get spec(): HostedSpec {
    return this.#spec;
  }

  get scaler(): JobScaler {
    return this.#scaler;
  }

  /** It is another scaler from now on, of the same name. What was decided stays. */
  redefine(spec: HostedSpec, scaler: JobScaler, memory: ScalerMemory): void {
    this.#spec = spec;
    this.#scaler = scaler;
    this.#memory = memory;
    this.#dirty = true;
    this.trouble = undefined;
  }

  get memory(): ScalerMemory {
    return this.#memory;
  }

  /** Whether it remembers something that is not stored. */
  get dirty(): boolean {
    return this.#dirty;
  }

  remember(change: Partial<ScalerMemory>): void {
    this.#memory = { ...this.#memory, ...change };
    this.#dirty = true;
  }

  /** Drops what a key holds: pause, when it is resumed. */
  forget(key: 'pause' | 'expected'): void {
    const { [key]: _, ...rest } = this.#memory;
    this.#memory = rest;
    this.#dirty = true;
  }

  get status(): HostedJob['status'] {
    if (this.#memory.ended !== undefined) return 'ended';
    if (this.#memory.pause !== undefined) return 'paused';
    return this.#memory.seen ? 'running' : 'waiting';
  }

  /** A decision was made. Equal ones in a row are one, which shows the reading of the newest that was to `renew` it. */
  record(verdict: Verdict, now: Instant, renew = true): DecisionRun {
    const run = this.#run;
    if (run?.continues(verdict, now, renew) === true) return run;
    if (run !== undefined && run.unsaved > 0)
      this.#finished = [...this.#finished, run.decision].slice(-MOST_UNSAVED);
    // decisions of one scaler are told apart by their time
    const at = run?.at === now ? now + 1n : now;
    this.#run = new DecisionRun(this.scaler, at, verdict);
    return this.#run;
  }

  get run(): DecisionRun | undefined {
    return this.#run;
  }

  /** Decisions that are over and not stored. */
  get finished(): readonly Decision[] {
    return this.#finished;
  }

  /** The memory as it was given to the store is stored. */
  markStored(memory: ScalerMemory, now: Millis): void {
    this.storedAt = now;
    if (memory === this.#memory) this.#dirty = false;
  }

  markFinishedStored(decisions: readonly Decision[]): void {
    this.#finished = this.#finished.filter((decision) => !decisions.includes(decision));
  }

  /** As others see it: secrets in the metric are masked. */
  get view(): HostedJob {
    const error = this.trouble ?? this.#errorOfRun();
    return {
      spec: shownSpec(this.#spec, this.#scaler.text),
      target: this.#scaler.target,
      status: this.status,
      since: BigInt(this.#memory.since),
      ...(error !== undefined && { error }),
    };
  }

  #errorOfRun(): string | undefined {
    const verdict = this.#run?.verdict;
    if (verdict === undefined || this.status !== 'running') return undefined;
    if (verdict.reading?.kind === 'unknown') return describeReading(verdict.reading);
    return verdict.outcome === 'failed' || verdict.outcome === 'held' ? verdict.remark : undefined;
  }
}
