import { setTimeout } from 'node:timers/promises';
import type { MetricsStore } from '../src/accounting/ports/metrics-store.ts';
import type { Clock } from '../src/lib/clock.ts';
import { later, type Millis } from '../src/lib/time.ts';
import { seriesOf } from './month-of-totals.ts';

const SERIES = 1_000;
const TIMER: Millis = 5;
const { signal } = new AbortController();

/** How long what others wait for took: a commit, a scaler's look for the newest points, a timer beyond its time. */
export interface Delays {
  readonly commit: readonly Millis[];
  readonly newest: readonly Millis[];
  readonly timer: readonly Millis[];
}

/** Keeps a store busy as a collector and scalers do while something runs, and tells how long they waited. */
export async function delaysDuring(
  store: MetricsStore,
  clock: Clock,
  run: () => Promise<unknown>,
): Promise<Delays> {
  const delays = { commit: [] as Millis[], newest: [] as Millis[], timer: [] as Millis[] };
  const series = seriesOf(SERIES);
  const index = Int32Array.from(series, (_, at) => at);
  const value = new Float64Array(SERIES).fill(2 ** 28);
  const jobs = series.map(({ tags }) => ({ namespace: 'default', name: tags['container_name'] ?? '' }));
  let running = true;

  async function repeat(times: Millis[], act: () => Promise<unknown>, pause: Millis): Promise<void> {
    while (running) {
      const start = performance.now();
      await act();
      times.push(performance.now() - start);
      await setTimeout(pause);
    }
  }
  const others = Promise.all([
    repeat(
      delays.commit,
      () => store.write({ series, index, time: new BigInt64Array(SERIES).fill(clock.now()), value }, signal),
      15,
    ),
    repeat(
      delays.newest,
      () => {
        const [since, until] = [later(clock.now(), -45_000), clock.now()];
        return store.newest({ measurement: 'memory/usage', jobs, since, until }, signal);
      },
      20,
    ),
    repeat(delays.timer, () => setTimeout(TIMER), 0),
  ]);
  await run();
  running = false;
  await others;
  return { ...delays, timer: delays.timer.map((time) => time - TIMER) };
}

/** `longest (99 % within)`. */
export function describeDelays(times: readonly Millis[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const most = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  return `${(sorted.at(-1) ?? 0).toFixed(1).padStart(5)} (${most.toFixed(1)}) ms`;
}
