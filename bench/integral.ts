import { ACCOUNTED, integrate } from '../src/accounting/integral/integrate.ts';
import { CPU_USAGE } from '../src/accounting/measurements.ts';
import type { PointColumns, Series } from '../src/accounting/points.ts';
import type { MetricsStore } from '../src/accounting/ports/metrics-store.ts';
import type { Clock } from '../src/lib/clock.ts';
import { SystemClock } from '../src/lib/system-clock.ts';

const PROCESSES = 10_000;
const SAMPLES = 67;
const POINTS = PROCESSES * SAMPLES * ACCOUNTED.length;
const START = 1_760_000_000_000_000_000n;
const STEP = 15_000_000_000n;
const MINUTE = 60_000_000_000n;
const CHUNK = 50_000;

/** Points a second of 15 minutes of 10,000 processes, and how long others on the event loop wait meanwhile. */
async function integral(): Promise<void> {
  console.log(`Integral of ${POINTS / 1e6}M points of ${PROCESSES} processes:`);
  for (const order of ['by time', 'by series'] as const) {
    const store = storeOf(order);
    for (const round of ['first', 'again']) {
      const clock = new WatchedClock();
      const [start, busy] = [performance.now(), cpuTime()];
      const { processes } = await integrate(
        { store, clock, accountTag: 'namespace_name', intervalAt: () => 15_000, horizon: 48 * 3_600_000 },
        {
          // ends of a window of averages and of one of totals
          bounds: [START + MINUTE, START + 11n * MINUTE, START + 16n * MINUTE],
          since: START,
          until: START + 17n * MINUTE,
        },
        new AbortController().signal,
      );
      if (processes.length !== PROCESSES) throw new Error(`${processes.length} processes`);
      console.log(
        `  ${order}, ${round}: ${rate(performance.now() - start)} points/s ` +
          `(${rate(cpuTime() - busy)} a second of CPU), ` +
          `others wait ${clock.longest.toFixed(1)} ms at most (${clock.longestBusy.toFixed(1)} ms of CPU)`,
      );
    }
  }
}

function rate(elapsed: number): string {
  return Math.round((POINTS / elapsed) * 1_000).toLocaleString('en');
}

/** What this thread has worked so far, in milliseconds: on a busy machine it tells more than the clock. */
function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Notes the longest time from one breath to the next. */
class WatchedClock extends SystemClock implements Clock {
  longest = 0;
  longestBusy = 0;
  #since = performance.now();
  #busy = cpuTime();

  override async breathe(): Promise<void> {
    this.longest = Math.max(this.longest, performance.now() - this.#since);
    this.longestBusy = Math.max(this.longestBusy, cpuTime() - this.#busy);
    await super.breathe();
    this.#since = performance.now();
    this.#busy = cpuTime();
  }
}

type Points = Pick<MetricsStore, 'scan' | 'newest'>;

/** Points made beforehand, so that nothing but the integral is measured. */
function storeOf(order: 'by time' | 'by series'): Points {
  const counters = chunksOf([CPU_USAGE], order);
  const gauges = chunksOf(
    ACCOUNTED.filter((name) => name !== CPU_USAGE),
    order,
  );
  return {
    async *scan({ measurements }) {
      yield* measurements.includes(CPU_USAGE) ? counters : gauges;
    },
    newest: () => Promise.resolve([]),
  };
}

function chunksOf(measurements: readonly string[], order: 'by time' | 'by series'): readonly PointColumns[] {
  const series = Array.from({ length: PROCESSES }, (_, process) => seriesOf(process, measurements)).flat();
  const total = series.length * SAMPLES;
  return Array.from({ length: Math.ceil(total / CHUNK) }, (_, chunk): PointColumns => {
    const first = chunk * CHUNK;
    const length = Math.min(CHUNK, total - first);
    const [index, time] = [new Int32Array(length), new BigInt64Array(length)];
    const [value, seconds] = [new Float64Array(length), new Float64Array(length)];
    for (let at = 0; at < length; at++) {
      const n = first + at;
      const across = order === 'by time' ? series.length : SAMPLES;
      const [whole, rest] = [Math.floor(n / across), n % across];
      const [place, sample] = order === 'by time' ? [rest, whole] : [whole, rest];
      index[at] = place;
      time[at] = START + BigInt(sample) * STEP;
      value[at] = sample * 1e9;
      seconds[at] = 15;
    }
    return { series, index, time, value, seconds };
  });
}

function seriesOf(process: number, measurements: readonly string[]): readonly Series[] {
  const job = `job${process % 100}`;
  const tags = {
    type: 'pod_container',
    namespace_name: `team${process % 20}`,
    container_name: job,
    pod_name: `${job}-${process}`,
    role: 'worker',
    user: `user${process % 50}`,
  };
  return measurements.map((measurement) => ({ measurement, tags }));
}

if (import.meta.main) await integral();
