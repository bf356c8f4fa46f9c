import type { JobScale } from '../jobs/job-scale.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Instant, Millis } from '../lib/time.ts';
import { concurrently } from './concurrently.ts';
import type { HostedScaler } from './hosted-scaler.ts';
import type { JobScaling } from './ports/job-scaling.ts';
import type { SlotTime } from './scaler-loop.ts';
import type { ScalerJournal } from './scaler-journal.ts';
import type { ScaleChanger } from './scale-changer.ts';
import { tick, type Change } from './scaler-tick.ts';
import type { ScalerCounts } from './scaler-stats.ts';
import type { Signal } from './reading.ts';
import type { SignalRequest } from './scaler-metric.ts';
import type { SignalReader } from './signal-reader.ts';
import { within } from './within.ts';

export interface ScalerSlotOptions {
  readonly jobs: JobScaling;
  readonly act: ScaleChanger;
  readonly reader: SignalReader;
  readonly journal: ScalerJournal;
  readonly counts: ScalerCounts;
  readonly clock: Clock;
  readonly log: Log;
  /** Its job has succeeded, or is gone after it was there. */
  readonly end: (entry: HostedScaler, why: 'succeeded' | 'gone', signal: AbortSignal) => Promise<void>;
  /** Its pause is over. */
  readonly resume: (entry: HostedScaler, now: Instant) => void;
}

const notRead: Signal = { kind: 'unknown', reason: 'it was not read' };

const AT_ONCE = 16;
/** How long scalers are evaluated before others get their turn on the event loop. */
const TURN: Millis = 4;
/**
 * Of equal decisions, so many in a slot keep the reading of this tick for who may ask; the others keep an older
 * one for some ticks. What is kept from tick to tick is what the garbage collector must work for.
 */
const RENEWED = 50;

/** Ticks many scalers together: observe, decide, act, record. */
export class ScalerSlot {
  readonly #options: ScalerSlotOptions;
  #clusterAway = false;
  #stateAway = false;

  constructor(options: ScalerSlotOptions) {
    this.#options = options;
  }

  /** Never rejects. Whatever it waits for has a time limit. Between its steps others get their turn on the event loop. */
  async run(
    entries: readonly HostedScaler[],
    { due, interval }: SlotTime,
    signal: AbortSignal,
  ): Promise<void> {
    const scales = await this.#observe(entries, interval / 4, signal);
    if (scales === undefined) return;
    const { act, clock, reader } = this.#options;
    const active = await this.#lookAtJobs(entries, scales, signal);
    await clock.breathe();
    const signals = await reader.read(requestsOf(active), interval / 3, signal);
    await clock.breathe();
    if (signal.aborted) return;

    const changes = await this.#tick(active, scales, signals, Math.floor(due / interval));
    const changing = new Set(changes.map(({ entry }) => entry));
    await clock.breathe();
    const trouble = await this.#write(entries, (entry) => changing.has(entry), due, signal);
    if (trouble !== undefined || signal.aborted) {
      const why = signal.aborted ? 'the service stops' : `its memory cannot be stored: ${trouble}`;
      for (const change of changes) act.hold(change, why);
      return;
    }
    const untold = new Set<HostedScaler>();
    await concurrently(changes, AT_ONCE, async (change) => {
      if (!(await act.apply(change, interval / 4, signal))) untold.add(change.entry);
    });
    if (untold.size > 0) await this.#write(untold, (entry) => untold.has(entry), due, signal);
  }

  async #observe(
    entries: readonly HostedScaler[],
    timeout: Millis,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, JobScale> | undefined> {
    const { jobs, clock, counts, log } = this.#options;
    const targets = entries.map(({ scaler }) => scaler.target);
    try {
      const scales = await within({ clock, timeout, signal }, (inTime) => jobs.scales(targets, inTime));
      if (this.#clusterAway) log.info('the cluster answers again');
      this.#clusterAway = false;
      return scales;
    } catch (error) {
      if (signal.aborted) return undefined;
      counts.clusterFailures++;
      if (!this.#clusterAway)
        log.warn('the cluster does not tell the scale of jobs; nothing is scaled', {
          error: messageOf(error),
        });
      this.#clusterAway = true;
      for (const entry of entries)
        entry.trouble = `the cluster does not tell the scale of the job: ${messageOf(error)}`;
      return undefined;
    }
  }

  /** Those that have a job to scale now. The others wait for it, or end with it. */
  async #lookAtJobs(
    entries: readonly HostedScaler[],
    scales: ReadonlyMap<string, JobScale>,
    signal: AbortSignal,
  ): Promise<readonly HostedScaler[]> {
    const now = this.#options.clock.now();
    const active: HostedScaler[] = [];
    for (const entry of entries) {
      if (entry.removed) continue;
      entry.trouble = undefined;
      const scale = scales.get(entry.scaler.targetKey);
      if (scale === undefined) {
        if (entry.memory.seen) await this.#options.end(entry, 'gone', signal);
        else entry.trouble = `waits for ${entry.scaler.job}, which is not there`;
        continue;
      }
      if (entry.status === 'ended') continue;
      if (scale.outcome === 'succeeded') await this.#options.end(entry, 'succeeded', signal);
      else if (scale.outcome === 'failed') entry.trouble = `${entry.scaler.job} has failed`;
      else if (this.#isDue(entry, now)) active.push(entry);
    }
    return active;
  }

  #isDue(entry: HostedScaler, now: Instant): boolean {
    if (!entry.memory.seen) entry.remember({ seen: true, since: String(now) });
    const { pause } = entry.memory;
    if (pause === undefined) return true;
    if (pause.until === undefined || BigInt(pause.until) > now) return false;
    this.#options.resume(entry, now);
    return true;
  }

  async #tick(
    entries: readonly HostedScaler[],
    scales: ReadonlyMap<string, JobScale>,
    signals: ReadonlyMap<string, Signal>,
    round: number,
  ): Promise<readonly Change[]> {
    const { clock, counts } = this.#options;
    const changes: Change[] = [];
    const signalOf = (key: string): Signal => signals.get(key) ?? notRead;
    let since = clock.monotonic();
    let now = clock.now();
    const turns = Math.ceil(entries.length / RENEWED);
    for (const [index, entry] of entries.entries()) {
      const scale = scales.get(entry.scaler.targetKey);
      if (scale === undefined || entry.removed) continue;
      const { verdict, change } = tick(entry, now, scale, signalOf, (index + round) % turns === 0);
      if (change === undefined) counts.decisions[verdict.outcome]++;
      else changes.push(change);
      if (clock.monotonic() - since < TURN) continue;
      await clock.breathe();
      since = clock.monotonic();
      now = clock.now();
    }
    return changes;
  }

  /** Undefined if it is stored; else why not. */
  async #write(
    entries: Iterable<HostedScaler>,
    urgent: (entry: HostedScaler) => boolean,
    due: Millis,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { journal, counts, log } = this.#options;
    try {
      await journal.writeDue(entries, urgent, signal, due);
      if (this.#stateAway) log.info('memory and decisions of scalers are stored again');
      this.#stateAway = false;
      return undefined;
    } catch (error) {
      const why = messageOf(error);
      if (signal.aborted) return why;
      counts.stateFailures++;
      if (!this.#stateAway) {
        log.error('memory and decisions of scalers cannot be stored; no scale is changed until they can', {
          error: why,
        });
      }
      this.#stateAway = true;
      return why;
    }
  }
}

function requestsOf(entries: readonly HostedScaler[]): Iterable<SignalRequest> {
  return entries.flatMap(({ scaler }) => scaler.requests);
}
