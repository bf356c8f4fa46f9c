import type { SeriesPoint } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Cluster } from '../../jobs/ports/cluster.ts';
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
  readonly collectInterval: Millis;
  readonly clock: Clock;
}

/** By job; a text is why it could not be read. */
type Points = ReadonlyMap<string, readonly SeriesPoint[]> | string;
type Ready = ReadonlyMap<string, readonly string[]> | string;
type PointsByMeasurement = ReadonlyMap<string, Points>;

const NO_POINTS: Points = new Map();
const notAsked: Signal = { kind: 'unknown', reason: 'the request is no question about a job' };

/** What jobs use and what was recorded for them. All questions of a slot are one read of each measurement, and one of the ready workers. */
export class UsageSignals implements SignalSource {
  readonly #store: MetricsStore;
  readonly #cluster: Pick<Cluster, 'readyWorkers'>;
  readonly #collectInterval: Millis;
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
    const questions = requests.map((request) => questionOf(request, this.#collectInterval));
    const asked = questions.filter((question) => question !== undefined);
    const [ready, points] = await Promise.all([
      this.#readyWorkers(asked, signal),
      this.#newest(asked, now, signal),
    ]);
    signal.throwIfAborted();
    return new Map(
      requests.map(({ key }, at) => {
        const question = questions[at];
        return [key, question === undefined ? notAsked : answerFrom(question, ready, points, now)];
      }),
    );
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
    const uses = questions.flatMap((question) =>
      measurementsOf(question).map((measurement) => ({ measurement, question })),
    );
    const groups = Map.groupBy(uses, ({ measurement }) => measurement);
    const reads = Array.from(groups, async ([measurement, group]): Promise<[string, Points]> => {
      const asking = group.map(({ question }) => question);
      const oldest = asking.reduce((age, { maxAge }) => Math.max(age, maxAge), 0) * LOOK_BACK;
      try {
        const query = { measurement, jobs: jobsOf(asking), since: later(now, -oldest), until: now };
        return [measurement, Map.groupBy(await this.#store.newest(query, signal), jobOfSeries)];
      } catch (error) {
        return [measurement, messageOf(error)];
      }
    });
    return new Map(await Promise.all(reads));
  }
}

function answerFrom(
  question: UsageQuestion,
  ready: Ready,
  points: PointsByMeasurement,
  now: Instant,
): Signal {
  if (typeof ready === 'string') return { kind: 'unknown', reason: ready };
  const [values = NO_POINTS, shares = NO_POINTS] = measurementsOf(question).map((name) => points.get(name));
  for (const failure of [values, shares]) {
    if (typeof failure === 'string') return { kind: 'unknown', reason: failure };
  }
  return answer(question, {
    now,
    ready: ready.get(question.jobKey),
    values: pointsOf(values, question.jobKey),
    shares: pointsOf(shares, question.jobKey),
  });
}

function pointsOf(points: Points, job: string): readonly SeriesPoint[] {
  return typeof points === 'string' ? [] : (points.get(job) ?? []);
}

function measurementsOf({ values, shareOf }: UsageQuestion): readonly string[] {
  return shareOf === undefined ? [values] : [values, shareOf];
}

function jobsOf(questions: readonly UsageQuestion[]): readonly JobRef[] {
  return [...new Map(questions.map(({ jobKey: key, job }) => [key, job])).values()];
}

function jobOfSeries({ series: { tags } }: SeriesPoint): string {
  return jobKey({ namespace: tags['namespace_name'] ?? '', name: tags['container_name'] ?? '' });
}
