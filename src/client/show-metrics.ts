import type { MetricsRow } from '../api/calls/get-metrics.ts';
import type { Context } from './context.ts';
import { getMetrics, type MetricsOptions } from './get-metrics.ts';
import { pause } from './pause.ts';

export interface ShowOptions extends MetricsOptions {
  /** How often to look; 0 is without end. Default: once. */
  readonly times?: number | undefined;
  /** Seconds between two looks. Default: 5. */
  readonly delaySecs?: number | undefined;
}

/** Looks at the metrics of each process again and again: the rows of `getMetrics`, each time for its own time. */
export async function* showMetrics(
  context: Context,
  options: ShowOptions = {},
): AsyncGenerator<MetricsRow[], void, undefined> {
  const { times = 1, delaySecs = 5 } = options;
  for (let look = 1; ; look++) {
    yield await getMetrics(context, options);
    if (times > 0 && look >= times) return;
    await pause(delaySecs * 1_000, options.signal);
  }
}
