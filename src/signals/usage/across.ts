import type { JobMetricQuery } from '../../scaling/ports/signal-queries.ts';

/** One value from those of several series; there is at least one. */
export function across(how: JobMetricQuery['across'], values: readonly number[]): number {
  switch (how) {
    case 'sum':
      return sum(values);
    case 'mean':
      return sum(values) / values.length;
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
  }
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
