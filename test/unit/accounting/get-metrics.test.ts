import * as fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Aggregation } from '../../../src/accounting/aggregation.ts';
import { getMetrics, type MetricsQuery } from '../../../src/accounting/get-metrics.ts';
import type { MetricsStore } from '../../../src/accounting/ports/metrics-store.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { calm, columns, tagsOf } from '../../support/points.ts';

const HOUR = 3_600_000;
const HOUR_NANOS = 3_600_000_000_000n;
const AGGREGATES = ['mean', 'min', 'max', 'sum', 'count', 'last', 'p95'] as const;

describe('getMetrics', () => {
  const clock = new VirtualClock(1_000n);
  let store: MetricsStore;
  beforeEach(() => {
    store = createMemoryStore();
  });

  async function write(
    measurement: string,
    tags: Record<string, string>,
    ...values: readonly number[]
  ): Promise<void> {
    const series = { measurement, tags };
    await store.write(columns(values.map((value, at) => ({ series, time: BigInt(at), value }))), calm);
  }

  async function rows(query: Partial<MetricsQuery>) {
    const all = {
      namespaces: undefined,
      from: 0n,
      to: 1_000n,
      metrics: [{ name: 'cpu', aggregate: 'mean' }],
    } as const;
    return await getMetrics({ store, clock, retention: HOUR }, { ...all, ...query }, calm);
  }

  test('gives a row for each process, with every aggregate asked for', async () => {
    await write('cpu/usage_rate', tagsOf('default', 'darts', 'darts-b'), 100, 300);
    await write('cpu/usage_rate', tagsOf('default', 'darts', 'darts-a'), 50, 10, 30);
    await write('memory/usage', tagsOf('default', 'darts', 'darts-a'), 1_024);
    const metrics = [
      ...AGGREGATES.map((aggregate) => ({ name: 'cpu', aggregate })),
      { name: 'mem', aggregate: 'max' } as const,
    ];
    expect(await rows({ metrics })).toEqual([
      {
        namespace_name: 'default',
        container_name: 'darts',
        pod_name: 'darts-a',
        cpu: { mean: 30, min: 10, max: 50, sum: 90, count: 3, last: 30, p95: 50 },
        mem: { max: 1_024 },
      },
      {
        namespace_name: 'default',
        container_name: 'darts',
        pod_name: 'darts-b',
        cpu: { mean: 200, min: 100, max: 300, sum: 400, count: 2, last: 300, p95: 300 },
      },
    ]);
  });

  test('counts the points of the period, both ends included', async () => {
    await write('load', tagsOf('default', 'darts', 'darts-a'), 0, 1, 2, 3, 4);
    const metrics = [{ name: 'load', aggregate: 'sum' }] as const;
    expect(await rows({ metrics, from: 1n, to: 3n })).toMatchObject([{ load: { sum: 6 } }]);
    expect(await rows({ metrics, from: 4n, to: 4n })).toMatchObject([{ load: { sum: 4 } }]);
    expect(await rows({ metrics, from: 5n, to: 9n })).toEqual([]);
  });

  test('shows only the namespaces asked for, and only the level of containers', async () => {
    await write('cpu/usage_rate', tagsOf('a', 'darts', 'darts-a'), 1);
    await write('cpu/usage_rate', tagsOf('b', 'darts', 'darts-a'), 2);
    await write('cpu/usage_rate', { ...tagsOf('a', 'darts', 'darts-a'), type: 'pod' }, 100);
    expect((await rows({ namespaces: ['a'] })).map(({ cpu }) => cpu)).toEqual([{ mean: 1 }]);
    expect((await rows({ namespaces: ['b', 'a', 'b'] })).map(({ cpu }) => cpu)).toEqual([
      { mean: 1 },
      { mean: 2 },
    ]);
    expect((await rows({ namespaces: undefined })).map(({ cpu }) => cpu)).toEqual([{ mean: 1 }, { mean: 2 }]);
    expect(await rows({ namespaces: [] })).toEqual([]);
  });

  test('what was recorded without job or process has a row with empty names; series of one process are one row', async () => {
    await write('load', { type: 'pod_container', namespace_name: 'default', colour: 'red' }, 1);
    await write('load', { type: 'pod_container', namespace_name: 'default', colour: 'blue' }, 3);
    const metrics = [
      { name: 'load', aggregate: 'mean' },
      { name: 'load', aggregate: 'count' },
    ] as const;
    expect(await rows({ metrics })).toEqual([
      { namespace_name: 'default', container_name: '', pod_name: '', load: { mean: 2, count: 2 } },
    ]);
  });

  test('several measurements are read in one scan a namespace', async () => {
    await write('cpu/usage_rate', tagsOf('a', 'darts', 'darts-a'), 1);
    await write('memory/usage', tagsOf('a', 'darts', 'darts-a'), 2);
    const scan = vi.spyOn(store, 'scan');
    const metrics = [
      { name: 'cpu', aggregate: 'mean' },
      { name: 'mem', aggregate: 'mean' },
      { name: 'memory', aggregate: 'max' },
      { name: 'load', aggregate: 'max' },
    ] as const;
    expect(await rows({ namespaces: ['a'], metrics })).toMatchObject([
      { cpu: { mean: 1 }, mem: { mean: 2 }, memory: { max: 2 } },
    ]);
    expect(scan).toHaveBeenCalledTimes(1);
  });

  test('a period that begins before points are kept is refused, saying from when they are', async () => {
    const kept = new VirtualClock(2n * HOUR_NANOS + 5n);
    const asked = { namespaces: undefined, to: 3n * HOUR_NANOS, metrics: [] };
    const get = (from: bigint) =>
      getMetrics({ store, clock: kept, retention: HOUR }, { ...asked, from }, calm);
    await expect(get(HOUR_NANOS + 4n)).rejects.toThrow(
      'points are kept from 1970-01-01T01:00:00.000000005Z on, so there are none from 1970-01-01T01:00:00.000000004Z',
    );
    expect(await get(HOUR_NANOS + 5n)).toEqual([]);
  });
});

describe('Aggregation', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), {
    minLength: 1,
    maxLength: 50,
  });

  function aggregate(numbers: readonly number[]): Aggregation {
    const aggregation = new Aggregation(AGGREGATES);
    for (const [at, value] of numbers.entries()) aggregation.add(BigInt(at), value);
    return aggregation;
  }

  test('the mean and the 95th percentile lie between least and greatest', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const aggregation = aggregate(numbers);
        for (const one of ['mean', 'p95', 'last'] as const) {
          expect(aggregation.get(one)).toBeGreaterThanOrEqual(aggregation.get('min'));
          expect(aggregation.get(one)).toBeLessThanOrEqual(aggregation.get('max'));
        }
      }),
    );
  });

  test('at least 95 of 100 values do not exceed the 95th percentile, and it is one of them', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const p95 = aggregate(numbers).get('p95');
        expect(numbers).toContain(p95);
        expect(numbers.filter((value) => value <= p95).length / numbers.length).toBeGreaterThanOrEqual(0.95);
        expect(numbers.filter((value) => value < p95).length / numbers.length).toBeLessThan(0.95);
      }),
    );
  });

  test('of equal values everything is that value', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
        fc.integer({ min: 1, max: 99 }),
        (value, count) => {
          const aggregation = aggregate(Array.from({ length: count }, () => value));
          for (const one of ['mean', 'min', 'max', 'last', 'p95'] as const)
            expect(aggregation.get(one)).toBe(value);
          expect(aggregation.get('count')).toBe(count);
        },
      ),
    );
  });

  test('the last value is that of the latest time, whatever the order', () => {
    const aggregation = new Aggregation(['last']);
    for (const [time, value] of [
      [5n, 1],
      [9n, 2],
      [7n, 3],
      [9n, 4],
    ] as const)
      aggregation.add(time, value);
    expect(aggregation.get('last')).toBe(4);
  });

  test('of nothing, nothing is known but that there is nothing', () => {
    const nothing = new Aggregation(AGGREGATES);
    expect(AGGREGATES.map((one) => nothing.get(one))).toEqual([NaN, NaN, NaN, 0, 0, NaN, NaN]);
  });
});
