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
import type { Series, Tags } from './points.ts';
import type { UsageSample } from './ports/usage-source.ts';

/** Values that hold at the time of a sample, by measurement. */
const GAUGES: readonly (readonly [measurement: string, value: (sample: UsageSample) => number])[] = [
  [MEMORY_USAGE, ({ memoryBytes }) => memoryBytes],
  [CPU_REQUEST, ({ request }) => request.cpu],
  [MEMORY_REQUEST, ({ request }) => request.memory],
  [GPU_REQUEST, ({ request }) => request.gpu],
  [CPU_LIMIT, ({ limit }) => limit.cpu],
  [MEMORY_LIMIT, ({ limit }) => limit.memory],
];

/** What is measured of one process, as series. The same objects serve all its points, so that stores know them again. */
export class UsageSeries {
  readonly cpuUsage: Series;
  readonly cpuRate: Series;
  readonly #gauges: readonly Series[];

  constructor({ namespace, job, process, role, user }: UsageSample) {
    const tags: Tags = {
      type: POINT_TYPE,
      namespace_name: namespace,
      container_name: job,
      pod_name: process,
      role,
      ...(user !== undefined && { user }),
    };
    this.cpuUsage = { measurement: CPU_USAGE, tags };
    this.cpuRate = { measurement: CPU_RATE, tags };
    this.#gauges = GAUGES.map(([measurement]) => ({ measurement, tags }));
  }

  /** The gauges of a sample. */
  gauges(sample: UsageSample): readonly (readonly [Series, number])[] {
    return this.#gauges.map((series, at) => [series, GAUGES[at]?.[1](sample) ?? Number.NaN]);
  }
}
