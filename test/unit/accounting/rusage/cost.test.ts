import { expect, test, vi } from 'vitest';
import type { PointColumns } from '../../../../src/accounting/points.ts';
import { calm, tagsOf } from '../../../support/points.ts';
import { BASE, DAY, gauge, HOUR, MINUTE, usageWorld, windowsBetween } from '../../../support/usage-world.ts';

/** A process that is sampled for days, with all windows closed; and how much a report reads of it. */
async function readingWorld(days: bigint) {
  const end = BASE + days * DAY;
  const world = usageWorld({ now: end + HOUR });
  const times = { from: BASE, to: end, step: 3n * MINUTE, value: 1_000, seconds: 180 };
  await world.write(gauge('cpu/usage_rate', tagsOf('a', 'darts', 'darts-1'), times));
  await world.close(...windowsBetween(BASE, end));

  let points = 0;
  async function* counted(chunks: AsyncIterable<PointColumns>) {
    for await (const chunk of chunks) {
      points += chunk.index.length;
      yield chunk;
    }
  }
  const { store } = world;
  const scan = store.scan.bind(store);
  vi.spyOn(store, 'scan').mockImplementation((query, signal) => counted(scan(query, signal)));
  const sumTotals = vi.spyOn(store, 'sumTotals');
  return {
    async read(start: bigint, stop: bigint) {
      points = 0;
      sumTotals.mockClear();
      const { accounts } = await world.reports.rusage({ start, end: stop, resources: ['cpu'] }, calm);
      return { hours: accounts['a']?.cpu, points, sums: sumTotals.mock.calls.length };
    },
  };
}

test('a long period reads as many points as a short one: those of the cut windows at its ends', async () => {
  const world = await readingWorld(2n);
  const [start, end] = [BASE + HOUR + 7n * MINUTE, BASE + HOUR + 52n * MINUTE];
  const short = await world.read(start, end);
  const long = await world.read(start, end + DAY);
  expect(short).toEqual({ hours: expect.closeTo(0.75, 9), points: expect.any(Number), sums: 1 });
  expect(long).toEqual({ hours: expect.closeTo(24.75, 9), points: short.points, sums: 2 });
  expect(short.points).toBeLessThan(100);
});

test('whole windows read no points at all', async () => {
  const world = await readingWorld(1n);
  expect(await world.read(BASE, BASE + DAY)).toEqual({ hours: expect.closeTo(24, 9), points: 0, sums: 1 });
});
