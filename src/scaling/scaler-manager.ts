import type { HostedJob, HostedJobs, HostedSpec } from '../jobs/ports/hosted-jobs.ts';
import { jobKey, type JobRef } from '../jobs/job-ref.ts';
import type { Clock } from '../lib/clock.ts';
import { ConflictError, messageOf, NotFoundError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Periodic } from '../lib/periodic.ts';
import { later, type Millis } from '../lib/time.ts';
import type { Decision } from './decision.ts';
import { expireDecisions } from './expire-decisions.ts';
import { defineScaler, scalerTypes } from './define-scaler.ts';
import { DormantScalers } from './dormant-scalers.ts';
import { HostedScaler } from './hosted-scaler.ts';
import { isBuilt, specOf, withoutMetric, withSecretsOf } from './hosted-spec.ts';
import type { JobScaler } from './job-scaler.ts';
import type { MetricRegistry } from './metric-registry.ts';
import type { JobScaling } from './ports/job-scaling.ts';
import type { ScalerState, StoredScaler } from './ports/scaler-state.ts';
import type { SignalSource } from './ports/signal-source.ts';
import type { ScalerMetric } from './scaler-metric.ts';
import { ScaleChanger } from './scale-changer.ts';
import { ScalerBook } from './scaler-book.ts';
import { ScalerJournal } from './scaler-journal.ts';
import { ScalerLoop } from './scaler-loop.ts';
import { memoryFor, readMemory, redefinedMemory, toJson, type ScalerMemory } from './scaler-memory.ts';
import { ScalerSlot } from './scaler-slot.ts';
import { ScalerCounts, statsOf, type ScalerStats } from './scaler-stats.ts';
import { SharedMetrics } from './shared-metrics.ts';
import { SignalReader } from './signal-reader.ts';
import { endOf, recordMilestone } from './milestone.ts';
import { recentDecisions } from './recent-decisions.ts';

export interface ScalerManagerOptions {
  readonly jobs: JobScaling;
  readonly state: ScalerState;
  /** By the name that metrics call them: job, rabbitmq, prometheus, http. */
  readonly sources: ReadonlyMap<string, SignalSource>;
  readonly registry: MetricRegistry;
  readonly clock: Clock;
  readonly log: Log;
  /** How long decisions are kept; asked each time. */
  readonly decisionsRetention: () => Millis;
}

const TOGETHER = 500;

/** Hosts scalers as jobs and runs them. */
export class ScalerManager implements HostedJobs, AsyncDisposable {
  readonly types: readonly string[] = scalerTypes;
  readonly #options: ScalerManagerOptions;
  readonly #book = new ScalerBook();
  readonly #dormant = new DormantScalers();
  readonly #counts = new ScalerCounts();
  readonly #shared: SharedMetrics;
  readonly #journal: ScalerJournal;
  readonly #loop: ScalerLoop;
  readonly #expiry: Periodic;
  #stopped: Promise<void> | undefined;

  constructor(options: ScalerManagerOptions) {
    const { jobs, clock, log, sources, state } = options;
    const counts = this.#counts;
    this.#options = options;
    this.#shared = new SharedMetrics(options.registry);
    this.#journal = new ScalerJournal({ state, clock });
    this.#expiry = expireDecisions({ state, clock, log, retention: options.decisionsRetention });
    const slot = new ScalerSlot({
      jobs,
      clock,
      log,
      counts,
      journal: this.#journal,
      act: new ScaleChanger({ jobs, clock, log, counts }),
      reader: new SignalReader({ sources, clock, log, counts }),
      end: (entry, why, signal) =>
        why === 'gone' ? this.#jobIsGone(entry, signal) : this.#jobSucceeded(entry),
      resume: (entry) => this.#resume(entry, 'its pause is over'),
    });
    this.#loop = new ScalerLoop({
      clock,
      counts,
      run: (entries, time, signal) => this.#guard(slot.run(entries, time, signal)),
    });
  }

  /** Takes up the stored scalers with what they remember. Rejects with RetryableError while the state is away. */
  async load(signal: AbortSignal): Promise<void> {
    const { state, clock, log } = this.#options;
    const all = await state.load(signal);
    for (const [index, stored] of all.entries()) {
      if (index % TOGETHER === TOGETHER - 1) await clock.breathe();
      try {
        this.#take(stored);
      } catch (error) {
        this.#dormant.add(stored, messageOf(error));
        log.warn('a stored scaler cannot run', {
          namespace: stored.spec.namespace,
          scaler: stored.spec.name,
          error: messageOf(error),
        });
      }
    }
  }

  start(): void {
    this.#loop.start();
    this.#expiry.start();
  }

  /** Waits for what is under way and stores everything. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  check(spec: HostedSpec): void {
    const before = this.#book.find(spec);
    this.#book.checkTarget(this.#define(before ? withSecretsOf(before.spec, spec) : spec));
  }

  async submit(spec: HostedSpec, signal: AbortSignal): Promise<void> {
    await this.#submit(spec, this.#define(spec), signal);
  }

  /**
   * Submits a scaler that was built in code. It replaces one of the same name on the same job, and goes on with
   * what that remembers if its metric looks the same. If the metric holds a JavaScript function only its memory
   * is stored: submit it again at each start.
   */
  async submitScaler(scaler: JobScaler, signal: AbortSignal): Promise<void> {
    const spec = specOf(scaler, 'api');
    const before = this.#book.find(scaler.ref);
    if (before?.scaler.job === scaler.job) await this.#redefine(before, spec, scaler, signal);
    else await this.#submit(spec, scaler, signal);
  }

  async update(spec: HostedSpec, signal: AbortSignal): Promise<void> {
    const entry = this.#book.find(spec);
    if (entry === undefined && this.#dormant.find(spec) !== undefined) return this.submit(spec, signal);
    const before = this.#book.get(spec);
    const { scaler } = before;
    const whole = withSecretsOf(before.spec, spec);
    const built = isBuilt(before.spec) && spec.parameters['metric'] === scaler.text;
    const defined = this.#define(whole, built ? scaler.metric : undefined);
    await this.#redefine(before, built ? withoutMetric(whole) : whole, defined, signal);
  }

  find(namespace: string, name: string): HostedJob | undefined {
    const ref = { namespace, name };
    return (
      this.#book.find(ref)?.view ?? this.#dormant.views().find(({ spec }) => jobKey(spec) === jobKey(ref))
    );
  }

  list(namespace?: string): readonly HostedJob[] {
    const all = [...this.#book.all().map(({ view }) => view), ...this.#dormant.views()];
    return namespace === undefined ? all : all.filter(({ spec }) => spec.namespace === namespace);
  }

  async delete(namespace: string, name: string, signal: AbortSignal): Promise<boolean> {
    return this.#delete({ namespace, name }, 'deleted', signal);
  }

  async ended(target: JobRef, signal: AbortSignal): Promise<void> {
    const refs = [...this.#book.of(target).map(({ ref }) => ref), ...this.#dormant.of(target)];
    for (const ref of refs) await this.#delete(ref, `${target.name} is deleted`, signal);
  }

  /** Newest first, the one that is still being counted included. NotFoundError if there is no such scaler and never was. */
  async decisions(
    namespace: string,
    scaler: string,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly Decision[]> {
    const entry = this.#book.find({ namespace, name: scaler });
    const stored = await this.#options.state.decisions({ namespace, scaler, count }, signal);
    if (entry === undefined && stored.length === 0 && this.find(namespace, scaler) === undefined) {
      throw new NotFoundError('not-found', `there is no scaler "${scaler}" in the namespace ${namespace}`);
    }
    return recentDecisions(entry, stored, count);
  }

  /** Stops it from deciding, for a time or until it is resumed. Durable when resolved. NotFoundError if there is none. */
  async pause(
    namespace: string,
    name: string,
    forDuration: Millis | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const entry = this.#book.get({ namespace, name });
    const now = this.#options.clock.now();
    const until = forDuration === undefined ? undefined : String(later(now, forDuration));
    entry.remember({ pause: until === undefined ? {} : { until }, since: String(now) });
    recordMilestone(entry, 'paused', until === undefined ? 'until it is resumed' : 'for a time', now);
    await this.#journal.writeDue([entry], () => true, signal);
  }

  /** Lets it decide again. Durable when resolved. NotFoundError if there is none. */
  async resume(namespace: string, name: string, signal: AbortSignal): Promise<void> {
    const entry = this.#book.get({ namespace, name });
    if (entry.memory.pause === undefined) return;
    this.#resume(entry, 'it was resumed');
    await this.#journal.writeDue([entry], () => true, signal);
  }

  get stats(): ScalerStats {
    const statuses = [...this.#book.all(), ...this.#dormant.views()].map(({ status }) => status);
    return statsOf(this.#counts, statuses);
  }

  #define(spec: HostedSpec, built?: ScalerMetric): JobScaler {
    return defineScaler(spec, this.#options.registry, built ?? this.#shared.of(spec));
  }

  #take(stored: StoredScaler): void {
    const { spec } = stored;
    if (isBuilt(spec)) {
      this.#dormant.add(stored, 'its metric was built in code; submit it again');
      return;
    }
    const scaler = this.#define(spec);
    const memory = memoryFor(scaler, readMemory(stored.memory), this.#options.clock.now());
    const entry = new HostedScaler(spec, scaler, memory);
    this.#book.add(entry);
    this.#loop.add(entry);
  }

  async #submit(spec: HostedSpec, scaler: JobScaler, signal: AbortSignal): Promise<void> {
    if (this.#book.find(scaler.ref) !== undefined) {
      throw new ConflictError(
        'name-taken',
        `there is a scaler "${spec.name}" already; update it, or delete it first`,
      );
    }
    this.#book.checkTarget(scaler);
    const dormant = this.#dormant.find(scaler.ref);
    const memory = memoryFor(scaler, dormant && readMemory(dormant.memory), this.#options.clock.now());
    const entry = new HostedScaler(spec, scaler, memory);
    // taken at once, so that no other scaler takes the job while this one is being stored
    this.#book.add(entry);
    try {
      await this.#journal.write({ put: [{ spec, memory: toJson(entry.memory) }] }, signal);
    } catch (error) {
      this.#book.remove(entry);
      throw error;
    }
    this.#dormant.remove(scaler.ref);
    if (!entry.removed) this.#loop.add(entry);
  }

  async #redefine(
    entry: HostedScaler,
    spec: HostedSpec,
    scaler: JobScaler,
    signal: AbortSignal,
  ): Promise<void> {
    this.#book.checkTarget(scaler);
    const remembered = (): ScalerMemory => redefinedMemory(entry, scaler, this.#options.clock.now());
    await this.#journal.write({ put: [{ spec, memory: toJson(remembered()) }] }, signal);
    if (entry.removed) return;
    this.#loop.remove(entry);
    this.#book.remove(entry);
    entry.redefine(spec, scaler, remembered());
    this.#book.add(entry);
    this.#loop.add(entry);
    recordMilestone(entry, 'reloaded', 'it was redefined', this.#options.clock.now());
  }

  async #delete(ref: JobRef, why: string, signal: AbortSignal): Promise<boolean> {
    const entry = this.#book.find(ref);
    if (entry === undefined) {
      if (this.#dormant.find(ref) === undefined) return false;
      await this.#journal.write({ remove: [ref] }, signal);
      return this.#dormant.remove(ref);
    }
    const run = entry.run ? [entry.run.decision] : [];
    const end = endOf(entry, why, this.#options.clock.now());
    await this.#journal.write({ remove: [ref], decisions: [...entry.finished, ...run, end] }, signal);
    entry.removed = true;
    this.#book.remove(entry);
    this.#loop.remove(entry);
    return true;
  }

  async #jobIsGone(entry: HostedScaler, signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    const names = { namespace: entry.ref.namespace, scaler: entry.ref.name, job: entry.scaler.job };
    try {
      await this.#delete(entry.ref, `${entry.scaler.target.name} is gone`, signal);
      log.info('a scaler ends, its job is gone', names);
    } catch (error) {
      entry.trouble = `its job is gone, but its end cannot be stored: ${messageOf(error)}`;
    }
  }

  async #jobSucceeded(entry: HostedScaler): Promise<void> {
    const { clock, log } = this.#options;
    const why = `${entry.scaler.target.name} has succeeded`;
    recordMilestone(entry, 'ended', why, clock.now());
    entry.remember({ ended: why, since: String(clock.now()) });
    log.info('a scaler ends, its job has succeeded', {
      namespace: entry.ref.namespace,
      scaler: entry.ref.name,
      job: entry.scaler.job,
    });
  }

  #resume(entry: HostedScaler, why: string): void {
    const now = this.#options.clock.now();
    entry.forget('pause');
    entry.remember({ since: String(now) });
    recordMilestone(entry, 'resumed', why, now);
  }

  /** A slot does not reject; if it does, that is a fault of ours, and the next one goes on. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#options.log.error('a tick of scalers failed', { error });
    }
  }

  async #stop(): Promise<void> {
    await this.#expiry.stop();
    await this.#loop.stop();
    const never = new AbortController().signal;
    const all = this.#book.all();
    for (let at = 0; at < all.length; at += TOGETHER) {
      try {
        await this.#journal.writeDue(all.slice(at, at + TOGETHER), () => true, never);
      } catch (error) {
        this.#options.log.error('what scalers remember could not be stored', { error: messageOf(error) });
        return;
      }
      await this.#options.clock.breathe();
    }
  }
}
