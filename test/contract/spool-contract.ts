import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PointColumns } from '../../src/accounting/points.ts';
import type { Spool } from '../../src/accounting/ports/spool.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { calm, columns, pointsOf, tagsOf, type TestPoint } from '../support/points.ts';

const START = 1_763_632_800_123_456_789n;

/** So many points of the same time; `first` tells batches apart. */
export function batchOf(count: number, { first = 0, time = START } = {}): PointColumns {
  const points = Array.from({ length: count }, (_, at): TestPoint => {
    const tags = tagsOf('default', 'darts', `darts-${first + at}`);
    return { series: { measurement: 'backlog', tags }, time, value: first + at };
  });
  return columns(points);
}

/** All that waits, as points, taken out step by step. */
export async function emptied(spool: Spool, together = 100): Promise<readonly TestPoint[]> {
  const points: TestPoint[] = [];
  for (let next = await spool.oldest(together); next !== undefined; next = await spool.oldest(together)) {
    points.push(...next.batches.flatMap(pointsOf));
    await spool.remove(next.through);
  }
  return points;
}

export function valuesOf(points: readonly TestPoint[]): readonly number[] {
  return points.map(({ value }) => value);
}

/** What every spool does. `open` gives an empty one, of the size given if there is one. */
export function spoolContract(
  name: string,
  open: (o: { clock: VirtualClock; max?: number }) => Promise<Spool>,
): void {
  describe(`${name} as a spool`, () => {
    let clock: VirtualClock;
    let spool: Spool;
    beforeEach(async () => {
      clock = new VirtualClock();
      spool = await open({ clock });
    });
    afterEach(() => spool[Symbol.asyncDispose]());

    test('is empty at first', async () => {
      expect(spool.state).toEqual({ points: 0, bytes: 0 });
      expect(await spool.oldest(10)).toBeUndefined();
    });

    test('gives points back as they came, to the last bit', async () => {
      const tags = { ...tagsOf('default', 'darts', 'darts-1'), odd: 'a\n"b"\\ \u0000\ud800 ü,=' };
      const points: TestPoint[] = [
        { series: { measurement: 'cpu/usage', tags }, time: START, value: 0.1, seconds: 14.999 },
        { series: { measurement: 'cpu/usage', tags }, time: -1n, value: -0 },
        { series: { measurement: 'odd\n"name"', tags: {} }, time: 2n ** 63n - 1n, value: Number.MIN_VALUE },
        { series: { measurement: 'memory/usage', tags }, time: START, value: Number.NaN },
      ];
      await spool.append(columns(points), calm);
      expect(await emptied(spool)).toEqual(points);
    });

    test('takes columns that are parts of larger ones, with and without seconds', async () => {
      const { index, time, value, series } = batchOf(10);
      const part = { index: index.subarray(3, 5), time: time.subarray(3, 5), value: value.subarray(3, 5) };
      await spool.append({ series, ...part }, calm);
      await spool.append({ series, ...part, seconds: new Float64Array([15, Number.NaN]) }, calm);
      const given = await spool.oldest(10);
      expect(given?.batches.map(({ seconds }) => seconds && [...seconds])).toEqual([
        undefined,
        [15, Number.NaN],
      ]);
      expect(given?.batches.flatMap(pointsOf).map((point) => point.series.tags['pod_name'])).toEqual([
        'darts-3',
        'darts-4',
        'darts-3',
        'darts-4',
      ]);
    });

    test('a point without a series stays one, for the store to refuse', async () => {
      const [one] = [batchOf(1)];
      await spool.append({ ...one, series: [] }, calm);
      const given = await spool.oldest(1);
      expect(given?.batches.map(({ series, index }) => series[index[0] as number])).toEqual([undefined]);
    });

    test('gives the oldest batches first, whole ones, of about as many points as asked for', async () => {
      for (const first of [0, 10, 20, 30]) await spool.append(batchOf(10, { first }), calm);
      const sizes: number[][] = [];
      for (const asked of [1, 10, 11]) {
        const given = await spool.oldest(asked);
        sizes.push(given?.batches.map(({ index }) => index.length) ?? []);
      }
      expect(sizes).toEqual([[10], [10], [10, 10]]);
      expect(valuesOf(await emptied(spool, 15))).toEqual(Array.from({ length: 40 }, (_, at) => at));
    });

    test('what has come since is not removed', async () => {
      await spool.append(batchOf(3), calm);
      const given = await spool.oldest(100);
      await spool.append(batchOf(3, { first: 3 }), calm);
      await spool.remove(given?.through ?? 0);
      expect(spool.state.points).toBe(3);
      expect(valuesOf(await emptied(spool))).toEqual([3, 4, 5]);
      await spool.append(batchOf(1, { first: 6 }), calm);
      await spool.remove(given?.through ?? 0);
      expect(valuesOf(await emptied(spool))).toEqual([6]);
    });

    test('tells how much waits, since when, and the earliest point', async () => {
      const came = clock.now();
      await spool.append(batchOf(10, { time: 500n }), calm);
      const { bytes } = spool.state;
      await clock.advance(1_000);
      await spool.append(batchOf(10, { time: 300n, first: 50 }), calm);
      await spool.append(batchOf(10, { time: 400n, first: 50 }), calm);
      expect(spool.state).toMatchObject({ points: 30, oldestAt: came, earliestPoint: 300n });
      expect(bytes).toBeGreaterThan(10 * 20);
      expect(spool.state.bytes).toBeGreaterThan(2.5 * bytes);
      const given = await spool.oldest(1);
      await spool.remove(given?.through ?? 0);
      const left = { points: 20, oldestAt: came + 1_000_000_000n, earliestPoint: 300n };
      expect(spool.state).toMatchObject(left);
      await emptied(spool, 20);
      expect(spool.state).toEqual({ points: 0, bytes: 0 });
    });

    test('batches that come at once are all kept', async () => {
      const firsts = Array.from({ length: 200 }, (_, at) => at * 5);
      await Promise.all(firsts.map((first) => spool.append(batchOf(5, { first }), calm)));
      expect(spool.state.points).toBe(1_000);
      expect(valuesOf(await emptied(spool))).toEqual(Array.from({ length: 1_000 }, (_, at) => at));
    });

    test('a large batch is kept, in order', async () => {
      await spool.append(batchOf(12_345), calm);
      expect(spool.state.points).toBe(12_345);
      expect(valuesOf(await emptied(spool, 5_000))).toEqual(Array.from({ length: 12_345 }, (_, at) => at));
    });

    test('an empty batch is nothing, and an aborted one is not kept', async () => {
      await spool.append(batchOf(0), calm);
      await expect(spool.append(batchOf(1), AbortSignal.abort(new Error('given up')))).rejects.toThrow(
        'given up',
      );
      expect(spool.state).toEqual({ points: 0, bytes: 0 });
    });

    test('at its size it refuses, naming size and setting, keeps what it has, and takes more once there is room', async () => {
      await using small = await open({ clock, max: 2 ** 20 });
      let kept = 0;
      let full: unknown;
      while (full === undefined && kept < 20_000) {
        await small.append(batchOf(50, { first: kept }), calm).then(
          () => (kept += 50),
          (error: unknown) => (full = error),
        );
      }
      expect(full).toMatchObject({ code: 'spool-full', remedy: 'retry' });
      expect(String(full)).toMatch(/(0\.\d|1) MiB of points.*accounting\.spool\.max is 1 MiB/);
      expect(kept).toBeGreaterThan(2_000);
      expect(small.state.points).toBe(kept);
      await expect(small.append(batchOf(50), calm)).rejects.toMatchObject({ code: 'spool-full' });
      expect(small.state.points).toBe(kept);

      const given = await small.oldest(1_000);
      await small.remove(given?.through ?? 0);
      await small.append(batchOf(50, { first: kept }), calm);
      const waiting = Array.from({ length: kept - 950 }, (_, at) => 1_000 + at);
      expect(valuesOf(await emptied(small, 1_000))).toEqual(waiting);
    });

    test('a batch that is larger than all of it is refused, and smaller ones are not', async () => {
      await using small = await open({ clock, max: 2 ** 20 });
      await expect(small.append(batchOf(20_000), calm)).rejects.toMatchObject({ code: 'spool-full' });
      await small.append(batchOf(100), calm);
      expect(small.state.points).toBe(100);
    });
  });
}
