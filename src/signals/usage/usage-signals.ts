import type { SeriesPoint } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Cluster } from '../../jobs/ports/cluster.ts';
import type { ReadyWorkers } from '../../jobs/ready-workers.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { later, type Instant, type Millis } from '../../lib/time.ts';
import type { Signal, SignalRequest, SignalSource } from '../../scaling/ports/signal-source.ts';
import { answer } from './answer.ts';
import { questionOf, type UsageQuestion } from './usage-query.ts';

/** Points that are too old are looked for too, so that a reason can tell their age. */
const LOOK_BACK = 4;

export interface UsageSignalsOptions {
  readonly store: MetricsStore;
  readonly cluster: Pick<Cluster, 'readyWorkers'>;
  /** In force now; asked each time. */
  readonly collectInterval: () => Millis;
  readonly clock: Clock;
}

/** By job; a text is why it could not be read. */
type Points = ReadonlyMap<string, readonly SeriesPoint[]> | string;
type Ready = ReadonlyMap<string, ReadyWorkers> | string;
type PointsByMeasurement = ReadonlyMap<string, Points>;

const NO_POINTS: ReadonlyMap<string, readonly SeriesPoint[]> = new Map();
const notAsked: Signal = { kind: 'unknown', reason: 'the request is no question about a job' };

/** What jobs use and what was recorded for them. All questions of a slot are one read of each measurement, and one of the ready workers. */
export class UsageSignals implements SignalSource {
  readonly #store: MetricsStore;
  readonly #cluster: Pick<Cluster, 'readyWorkers'>;
  readonly #collectInterval: () => Millis;
  readonly #clock: Clock;

  constructor({ store, cluster, collectInterval, clock }: UsageSignalsOptions) {
    this.#store = store;
    this.#cluster = cluster;
    this.#collectInterval = collectInterval;
    this.#clock = clock;
  }

  async readMany(
    requests: readonly SignalRequest[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Signal>> {
    signal.throwIfAborted();
    const now = this.#clock.now();
    const interval = this.#collectInterval();
    const questions = requests.map((request) => questionOf(request, interval));
    const asked = questions.filter((question) => question !== undefined);
    const [ready, points] = await Promise.all([
      this.#readyWorkers(asked, signal),
      this.#newest(asked, now, signal),
    ]);
    await this.#clock.breathe();
    signal.throwIfAborted();
    const signals = new Map<string, Signal>();
    for (const [at, { key }] of requests.entries()) {
      const question = questions[at];
      signals.set(key, question === undefined ? notAsked : answerFrom(question, ready, points, now));
    }
    return signals;
  }

  async #readyWorkers(questions: readonly UsageQuestion[], signal: AbortSignal): Promise<Ready> {
    try {
      return await this.#cluster.readyWorkers(jobsOf(questions), signal);
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Reads each measurement once, for all jobs that are asked about. */
  async #newest(
    questions: readonly UsageQuestion[],
    now: Instant,
    signal: AbortSignal,
  ): Promise<PointsByMeasurement> {
    const reads = Array.from(askedOf(questions), async ([measurement, asking]): Promise<[string, Points]> => {
      const oldest = asking.reduce((age, { maxAge }) => Math.max(age, maxAge), 0) * LOOK_BACK;
      try {
        const query = { measurement, jobs: jobsOf(asking), since: later(now, -oldest), until: now };
        return [measurement, byJob(await this.#store.newest(query, signal))];
      } catch (error) {
        return [measurement, messageOf(error)];
      }
    });
    return new Map(await Promise.all(reads));
  }
}

/** The questions that need each measurement. */
function askedOf(questions: readonly UsageQuestion[]): ReadonlyMap<string, readonly UsageQuestion[]> {
  const asked = new Map<string, UsageQuestion[]>();
  for (const question of questions) {
    for (const measurement of measurementsOf(question)) {
      const others = asked.get(measurement);
      if (others === undefined) asked.set(measurement, [question]);
      else others.push(question);
    }
  }
  return asked;
}

function answerFrom(
  question: UsageQuestion,
  ready: Ready,
  points: PointsByMeasurement,
  now: Instant,
): Signal {
  if (typeof ready === 'string') return { kind: 'unknown', reason: ready };
  const { jobKey: job, values: measurement, shareOf } = question;
  const values = points.get(measurement) ?? NO_POINTS;
  const shares = (shareOf === undefined ? undefined : points.get(shareOf)) ?? NO_POINTS;
  if (typeof values === 'string') return { kind: 'unknown', reason: values };
  if (typeof shares === 'string') return { kind: 'unknown', reason: shares };
  return answer(question, {
    now,
    ready: ready.get(job),
    values: values.get(job) ?? [],
    shares: shares.get(job) ?? [],
  });
}

function measurementsOf({ values, shareOf }: UsageQuestion): readonly string[] {
  return shareOf === undefined ? [values] : [values, shareOf];
}

/** Each job once. */
function jobsOf(questions: readonly UsageQuestion[]): readonly JobRef[] {
  const jobs = new Map<string, JobRef>();
  for (const { jobKey: key, job } of questions) jobs.set(key, job);
  return [...jobs.values()];
}

function byJob(points: readonly SeriesPoint[]): ReadonlyMap<string, readonly SeriesPoint[]> {
  const jobs = new Map<string, SeriesPoint[]>();
  for (const point of points) {
    const { namespace_name: namespace = '', container_name: name = '' } = point.series.tags;
    const key = jobKey({ namespace, name });
    const others = jobs.get(key);
    if (others === undefined) jobs.set(key, [point]);
    else others.push(point);
  }
  return jobs;
}
