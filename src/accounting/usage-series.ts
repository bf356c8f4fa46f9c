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

/** What is measured of one process, as series. The same objects serve all its points, so that stores know them again. */
export class UsageSeries {
  readonly cpuUsage: Series;
  readonly cpuRate: Series;
  readonly #gauges: readonly (readonly [Series, (sample: UsageSample) => number])[];

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
    this.#gauges = [
      [{ measurement: MEMORY_USAGE, tags }, ({ memoryBytes }) => memoryBytes],
      [{ measurement: CPU_REQUEST, tags }, ({ request }) => request.cpu],
      [{ measurement: MEMORY_REQUEST, tags }, ({ request }) => request.memory],
      [{ measurement: GPU_REQUEST, tags }, ({ request }) => request.gpu],
      [{ measurement: CPU_LIMIT, tags }, ({ limit }) => limit.cpu],
      [{ measurement: MEMORY_LIMIT, tags }, ({ limit }) => limit.memory],
    ];
  }

  /** The values that hold at the time of a sample. */
  gauges(sample: UsageSample): readonly (readonly [Series, number])[] {
    return this.#gauges.map(([series, value]) => [series, value(sample)]);
  }
}
