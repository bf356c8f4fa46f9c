import type { Instant } from '../lib/time.ts';
import {
  CPU_LIMIT,
  CPU_RATE,
  CPU_REQUEST,
  CPU_USAGE,
  GPU_REQUEST,
  MEMORY_LIMIT,
  MEMORY_REQUEST,
  MEMORY_USAGE,
  POINT_TYPE,
} from './measurements.ts';
import type { PointsBuilder } from './points-builder.ts';
import type { Series, Tags } from './points.ts';
import type { UsageSample } from './ports/usage-source.ts';

/** Values that hold at the time of a sample, by measurement. */
const GAUGES: readonly (readonly [
  measurement: string,
  value: (sample: UsageSample) => number | undefined,
])[] = [
  [MEMORY_USAGE, ({ memoryBytes }) => memoryBytes],
  [CPU_REQUEST, ({ request }) => request.cpu],
  [MEMORY_REQUEST, ({ request }) => request.memory],
  [GPU_REQUEST, ({ request }) => request.gpu],
  [CPU_LIMIT, ({ limit }) => limit.cpu],
  [MEMORY_LIMIT, ({ limit }) => limit.memory],
];

/** The most points that one sample makes: its gauges, the counter and its start, and the rate. */
export const POINTS_A_SAMPLE = GAUGES.length + 3;

/** What is measured of one process, as series. The same tags serve all its points, so that stores know them again. */
export class UsageSeries {
  readonly #tags: Tags;

  constructor({ namespace, job, process, role, user }: UsageSample) {
    this.#tags = {
      type: POINT_TYPE,
      namespace_name: namespace,
      container_name: job,
      pod_name: process,
      role,
      ...(user !== undefined && { user }),
    };
  }

  /** CPU time since the start, in nanoseconds; its last point lies so many seconds before, if there is one. */
  addCpuUsage(points: PointsBuilder, at: Instant, nanos: number, seconds?: number): void {
    points.add(this.#of(CPU_USAGE), at, nanos, seconds);
  }

  /** `rate`: millicores, for so many seconds. */
  addCpuRate(points: PointsBuilder, at: Instant, rate: number, seconds: number): void {
    points.add(this.#of(CPU_RATE), at, rate, seconds);
  }

  /** What stands in the sample itself; it holds for so many seconds, if that is known. */
  addGauges(points: PointsBuilder, sample: UsageSample, seconds: number | undefined): void {
    for (const [measurement, value] of GAUGES) {
      const known = value(sample);
      if (known !== undefined) points.add(this.#of(measurement), sample.at, known, seconds);
    }
  }

  #of(measurement: string): Series {
    return { measurement, tags: this.#tags };
  }
}
