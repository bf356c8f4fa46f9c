import { tagsOf, type TestPoint } from './points.ts';
import { BASE, gauge, MINUTE } from './usage-world.ts';

/** A container that uses so many millicores for a time, as a gauge or as a counter tells it. */
export function runs(
  kind: 'gauge' | 'counter',
  [namespace, job, process]: readonly [string, string, string],
  o: { from: bigint; minutes: number; millicores: number },
): readonly TestPoint[] {
  const tags = tagsOf(namespace, job, process);
  const to = o.from + BigInt(o.minutes) * MINUTE;
  if (kind === 'gauge')
    return gauge('cpu/usage_rate', tags, {
      from: o.from,
      to,
      step: MINUTE,
      value: o.millicores,
      seconds: 60,
    });
  const series = { measurement: 'cpu/usage', tags };
  return Array.from({ length: o.minutes + 1 }, (_, at) => ({
    series,
    time: o.from + BigInt(at) * MINUTE,
    value: at * o.millicores * 60e6,
  }));
}

/** Two containers of one account: 1000 millicores for 20 minutes, and 500 for an hour, together 5/6 of a core hour. */
export function twoContainers(kind: 'gauge' | 'counter'): readonly TestPoint[] {
  return [
    ...runs(kind, ['a', 'c1', 'c1-1'], { from: BASE, minutes: 20, millicores: 1_000 }),
    ...runs(kind, ['a', 'c2', 'c2-1'], { from: BASE, minutes: 60, millicores: 500 }),
  ];
}
