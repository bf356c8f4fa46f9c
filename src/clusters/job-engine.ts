import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { between, type Instant, type Millis } from '../lib/time.ts';
import { advance, startAll, type Surroundings } from '../jobs/lifecycle/advance.ts';
import { changeOf, effectsOf, type Effect, type JobChanges } from '../jobs/lifecycle/changes.ts';
import type { JobRecord } from '../jobs/lifecycle/job-record.ts';
import { Draft, JobTable } from '../jobs/lifecycle/job-table.ts';
import { isUp } from '../jobs/lifecycle/process-record.ts';
import { shiftStamps } from '../jobs/lifecycle/stamps.ts';
import type { JobStore, ProcessHost } from './process-host.ts';

/** A change of jobs, computed on a draft. `must`: it has happened, so memory takes it even if the state does not. */
interface Operation {
  readonly apply: (draft: Draft, now: Instant) => void;
  readonly must: boolean;
  readonly done: PromiseWithResolvers<void>;
}

export interface JobEngineOptions {
  readonly host: ProcessHost;
  readonly store: JobStore;
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after each turn. */
  readonly onTurn?: () => void;
}

/** Operations of one turn: as many as take a few milliseconds on jobs of a thousand processes. */
const TOGETHER = 100;
const RETRY: Millis = 1_000;
/** A wall clock that moves this much against the monotonic one was set; less is drift. */
const CLOCK_SET: Millis = 1_500;

/**
 * The one writer of all jobs. What waits is taken together in turns: computed on a draft, written in one
 * transaction, made the truth, answered; only then are processes started and stopped. If the
 * state does not take the write, operations are refused, but what has happened is kept in memory, nothing
 * new is started, and writing is tried again.
 */
export class JobEngine implements AsyncDisposable {
  readonly table = new JobTable();
  readonly #options: JobEngineOptions;
  readonly #inbox: Operation[] = [];
  #loop: Promise<void> | undefined;
  #again = false;
  #waitingReasons: ReadonlyMap<string, string> = new Map();
  /** Jobs whose written form is not known to be that of memory. */
  readonly #unwritten = new Set<number>();
  readonly #toForget: Effect[] = [];
  #retryAt: Millis | undefined;
  #placing = false;
  #closed = false;
  #alarm = new AbortController();
  #lastWall: Instant;
  #lastMonotonic: Millis;
  readonly #watchers = new Set<() => void>();

  constructor(options: JobEngineOptions) {
    this.#options = options;
    this.#lastWall = options.clock.now();
    this.#lastMonotonic = options.clock.monotonic();
  }

  /** Why a process waits for a place. */
  whyWaiting(process: string): string | undefined {
    return this.#waitingReasons.get(process);
  }

  /** Takes jobs as they were written. Before anything else. */
  restore(jobs: Iterable<JobRecord>): void {
    for (const job of jobs) this.table.set(job.id, job);
  }

  /** From now on (or no longer) processes are started. */
  place(on: boolean): void {
    this.#placing = on;
    this.#kick();
  }

  /** Durable when resolved; rejects with what `apply` throws, or RetryableError: then nothing was changed. */
  change(apply: Operation['apply']): Promise<void> {
    return this.#add(apply, false);
  }

  /** Takes what has happened. Resolves when memory has it; it is written as soon as that is possible. */
  take(apply: Operation['apply']): Promise<void> {
    return this.#add(apply, true);
  }

  /** Resolves once `reached` holds after a turn. Rejects when aborted. */
  async until(reached: () => boolean, signal: AbortSignal): Promise<void> {
    while (!reached()) {
      signal.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#watchers.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      this.#watchers.delete(resolve);
    }
  }

  /** No process is left. */
  get idle(): boolean {
    return ![...this.table.all()].some((job) => job.processes.some(isUp));
  }

  /** Ends after the turn under way; what still waits is refused. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#alarm.abort();
    while (this.#loop !== undefined) await this.#loop;
  }

  #add(apply: Operation['apply'], must: boolean): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#inbox.push({ apply, must, done });
    this.#kick();
    return done.promise;
  }

  #kick(): void {
    this.#again = true;
    this.#loop ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await Promise.resolve();
      await this.#turn();
      if (this.#inbox.length > 0) await this.#options.clock.breathe();
    }
    this.#loop = undefined;
    this.#arm();
  }

  async #turn(): Promise<void> {
    const operations = this.#inbox.splice(0, TOGETHER);
    this.#again ||= this.#inbox.length > 0;
    const now = this.#options.clock.now();
    this.#followClock(now);
    const draft = this.#compute(operations, now, this.#placing && this.#canWrite());
    try {
      await this.#write(draft.draft);
      // what was not started because nothing could be written is started in another turn
      this.#again ||= this.#retryAt !== undefined;
      this.#retryAt = undefined;
      this.#commit(draft.draft, draft.reasons);
      for (const { done } of draft.applied) done.resolve();
    } catch (error) {
      this.#refuse(draft.applied, error, now);
    }
    for (const watcher of this.#watchers) watcher();
    this.#options.onTurn?.();
  }

  #compute(operations: readonly Operation[], now: Instant, placing: boolean) {
    const { table } = this;
    const draft = new Draft(table);
    const applied = operations.filter(({ apply, done }) => {
      try {
        apply(draft, now);
        return true;
      } catch (error) {
        done.reject(error);
        return false;
      }
    });
    advance(table, draft, this.#options.surroundings, now);
    const reasons = placing ? startAll(table, draft, this.#options.surroundings, now) : this.#waitingReasons;
    return { draft, applied, reasons };
  }

  async #write(draft: Draft): Promise<void> {
    const ids = new Set([...this.#unwritten, ...draft.changed.keys()]);
    const changed: JobChanges['changed'][number][] = [];
    const removed: number[] = [];
    for (const id of ids) {
      const job = draft.get(id);
      if (job === undefined) removed.push(id);
      else changed.push(changeOf(this.#unwritten.has(id) ? undefined : this.table.get(id), job));
    }
    if (changed.length + removed.length > 0) await this.#options.store.write({ changed, removed });
    this.#unwritten.clear();
  }

  #commit(draft: Draft, reasons: ReadonlyMap<string, string>): void {
    const effects = [...draft.changed].flatMap(([id, job]) => effectsOf(this.table.get(id), job));
    const gone = [...draft.changed].flatMap(([id, job]) =>
      job === undefined ? (this.table.get(id) ?? []) : [],
    );
    this.table.commit(draft);
    this.#waitingReasons = reasons;
    // what is known of a run goes only when its end is written
    if (this.#unwritten.size > 0) this.#toForget.push(...effects.filter(({ kind }) => kind === 'forget'));
    else effects.push(...this.#toForget.splice(0));
    for (const effect of effects)
      if (effect.kind !== 'forget' || this.#unwritten.size === 0) this.#act(effect);
    for (const job of gone) this.#options.host.release(job);
  }

  /** The state took nothing: what has happened goes on in memory alone. */
  #refuse(operations: readonly Operation[], error: unknown, now: Instant): void {
    if (this.#retryAt === undefined)
      this.#options.log.error('state cannot be written; nothing new is started until it can', {
        reason: messageOf(error),
      });
    this.#retryAt = this.#options.clock.monotonic() + RETRY;
    for (const { must, done } of operations) if (!must) done.reject(error);
    const { draft, applied } = this.#compute(
      operations.filter(({ must }) => must),
      now,
      false,
    );
    for (const id of draft.changed.keys()) this.#unwritten.add(id);
    this.#commit(draft, this.#waitingReasons);
    for (const { done } of applied) done.resolve();
  }

  #act(effect: Effect): void {
    const { host } = this.#options;
    switch (effect.kind) {
      case 'start':
        return host.start(effect);
      case 'stop':
        return host.stop(effect.run);
      case 'kill':
        return host.kill(effect.run);
      case 'forget':
        return host.forget(effect.run);
    }
  }

  #canWrite(): boolean {
    return this.#retryAt === undefined || this.#options.clock.monotonic() >= this.#retryAt;
  }

  /** If the wall clock was set, delays under way keep their length. */
  #followClock(now: Instant): void {
    const { clock } = this.#options;
    const monotonic = clock.monotonic();
    const jump = between(this.#lastWall, now) - (monotonic - this.#lastMonotonic);
    this.#lastWall = now;
    this.#lastMonotonic = monotonic;
    if (Math.abs(jump) < CLOCK_SET) return;
    this.#options.log.warn('the clock was set', { jump });
    // each is taken out and put back: the list must stand still
    for (const id of Array.from(this.table.alarms.keys())) {
      const job = this.table.get(id);
      if (job) this.table.set(id, shiftStamps(job, jump));
      this.#unwritten.add(id);
    }
  }

  /** Sleeps until the next thing is due. What is due and could not be done now is tried again a little later. */
  #arm(): void {
    this.#alarm.abort();
    if (this.#closed) return;
    const { clock } = this.#options;
    const now = clock.now();
    let delay = this.#retryAt === undefined ? Number.POSITIVE_INFINITY : RETRY;
    for (const at of this.table.alarms.values()) {
      // whole milliseconds, as timers take them: less would find the time not yet come
      delay = Math.min(delay, at <= now ? RETRY : Math.max(1, Math.ceil(between(now, at))));
    }
    if (delay === Number.POSITIVE_INFINITY) return;
    this.#alarm = new AbortController();
    clock.sleep(delay, this.#alarm.signal).then(
      () => this.#kick(),
      () => {},
    );
  }
}
