import { jobKey, type JobRef } from '../src/jobs/job-ref.ts';
import type { JobScale } from '../src/jobs/job-scale.ts';
import type { Clock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { VirtualClock } from '../src/lib/virtual-clock.ts';
import { MetricRegistry } from '../src/scaling/metric-registry.ts';
import type { ScalerState } from '../src/scaling/ports/scaler-state.ts';
import type { SignalSource } from '../src/scaling/ports/signal-source.ts';
import { ScalerManager } from '../src/scaling/scaler-manager.ts';

/** The manual's scaler: between 1 and 5 workers, one more above 80 percent of cpu or memory, one less below 60. */
const METRIC =
  'Bounded(JobScaleMetric(Threshold(Combine([JobMetric("cpu"), JobMetric("memory")], maximum), (60.0, 80.0), 1)), 1:5)';

export interface ScalersBench {
  readonly scalers: number;
  /** Intervals of 10 s to run through. */
  readonly rounds: number;
  readonly metric?: string;
  /** What to measure it with; default: in memory. */
  readonly sources?: (clock: Clock) => ReadonlyMap<string, SignalSource>;
  readonly state?: ScalerState;
}

export interface ScalersResult {
  /** CPU time of this process per tick of one scaler. */
  readonly microsPerTick: number;
  readonly ticks: number;
  readonly residentMiB: number;
  readonly applied: number;
}

/** Runs scalers through virtual time and tells what CPU time that took. */
export async function benchScalers(options: ScalersBench): Promise<ScalersResult> {
  const { scalers, rounds, metric = METRIC } = options;
  const clock = new VirtualClock();
  const signal = new AbortController().signal;
  const manager = new ScalerManager({
    jobs: jobsInMemory(clock),
    state: options.state ?? nowhere,
    sources: options.sources?.(clock) ?? new Map([['job', wave(clock)]]),
    registry: new MetricRegistry(),
    clock,
    log: silentLog,
    decisionsRetention: () => 86_400_000,
  });
  for (let index = 0; index < scalers; index++) {
    const parameters = { job: `JuliaParBatchWorkers/job-${index}`, metric, interval: '10s', max: 5 };
    await manager.submit(
      { namespace: 'bench', name: `scaler-${index}`, type: 'JobScaler', owner: 'api', parameters },
      signal,
    );
  }
  manager.start();
  await clock.advance(60_000); // let it warm up
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) await clock.advance(10_000);
  const { user, system } = process.cpuUsage(before);
  const ticks = scalers * rounds;
  const { applied } = manager.stats.decisions;
  const residentMiB = Math.round(process.memoryUsage.rss() / 2 ** 20);
  await manager.stop();
  return { microsPerTick: (user + system) / ticks, ticks, residentMiB, applied };
}

const nowhere: ScalerState = {
  load: () => Promise.resolve([]),
  write: () => Promise.resolve(),
  decisions: () => Promise.resolve([]),
  expire: () => Promise.resolve(),
};

/** Use that goes up and down with each job's own phase, a period of ten minutes. */
function wave(clock: Clock): SignalSource {
  return {
    readMany(requests) {
      const observedAt = clock.now();
      const minutes = clock.monotonic() / 60_000;
      return Promise.resolve(
        new Map(
          requests.map(({ key }, index) => {
            const value = 70 + 25 * Math.sin((minutes * Math.PI) / 5 + index);
            return [key, { kind: 'value', value, observedAt }];
          }),
        ),
      );
    },
  };
}

function jobsInMemory(clock: Clock) {
  const scales = new Map<string, JobScale>();
  return {
    scales(refs: readonly JobRef[]) {
      return Promise.resolve(
        new Map(
          refs.map((ref) => [
            jobKey(ref),
            scales.get(jobKey(ref)) ?? { requested: 2, running: 2, changedAt: 0n, settledAt: 0n },
          ]),
        ),
      );
    },
    setScale(ref: JobRef, n: number) {
      const now = clock.now();
      scales.set(jobKey(ref), { requested: n, running: n, changedAt: now, settledAt: now });
      return Promise.resolve();
    },
  };
}

if (import.meta.main) {
  const scalers = Number(process.argv[2] ?? 10_000);
  const result = await benchScalers({ scalers, rounds: 30 });
  console.log(`${scalers} scalers, ${result.ticks} ticks, ${result.applied} changes of scale`);
  console.log(`${result.microsPerTick.toFixed(1)} µs of CPU per tick, ${result.residentMiB} MiB resident`);
  const average = await benchScalers({
    scalers,
    rounds: 30,
    metric: `Bounded(Average(JobMetric("backlog"), 20) / 8, 1:20)`,
  });
  console.log(
    `with Average over 20: ${average.microsPerTick.toFixed(1)} µs of CPU per tick, ${average.residentMiB} MiB resident`,
  );
}
