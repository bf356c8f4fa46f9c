import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Series } from '../../src/accounting/points.ts';
import { later } from '../../src/lib/time.ts';
import { calm, columns, scanned, tagsOf } from '../support/points.ts';
import { cpu, darts, other, pointAt, type Fixture } from './metrics-store-fixture.ts';

export function newestContract(fixture: Fixture): void {
  describe('newest', () => {
    async function newest(since: number, until: number, jobs = [darts], measurement = 'cpu/usage_rate') {
      const query = {
        measurement,
        jobs,
        since: later(fixture.base, since),
        until: later(fixture.base, until),
      };
      const points = await fixture.store.newest(query, calm);
      return Object.fromEntries(points.map(({ series, value }) => [series.tags['pod_name'], value]));
    }

    test('is the newest point of each series in [since, until], whatever the order of writing', async () => {
      await fixture.store.write(
        columns([pointAt(fixture, 0, 1), pointAt(fixture, 10, 2), pointAt(fixture, 5, 7, other)]),
        calm,
      );
      await fixture.store.write(columns([pointAt(fixture, 20, 3)]), calm);
      await fixture.store.write(columns([pointAt(fixture, 15, 9), pointAt(fixture, 4, 8, other)]), calm);
      expect(await newest(0, 100)).toEqual({ 'darts-aaaaa': 3, 'darts-bbbbb': 7 });
      expect(await newest(0, 19)).toEqual({ 'darts-aaaaa': 9, 'darts-bbbbb': 7 });
      expect(await newest(0, 20)).toEqual({ 'darts-aaaaa': 3, 'darts-bbbbb': 7 });
      expect(await newest(5, 9)).toEqual({ 'darts-bbbbb': 7 });
      expect(await newest(6, 9)).toEqual({});
      expect(await newest(20, 20)).toEqual({ 'darts-aaaaa': 3 });
      expect(await newest(21, 100)).toEqual({});
      // and it has not forgotten by answering about the past
      expect(await newest(0, 100)).toEqual({ 'darts-aaaaa': 3, 'darts-bbbbb': 7 });
    });

    test('tells points of many jobs apart, by namespace too', async () => {
      const jobs = Array.from({ length: 300 }, (_, index) => ({
        namespace: index % 2 ? 'a' : 'b',
        name: `job${index >> 1}`,
      }));
      const points = jobs.map(({ namespace, name }, index) =>
        pointAt(fixture, index % 7, index, {
          measurement: 'load',
          tags: tagsOf(namespace, name, `${namespace}-${name}`),
        }),
      );
      await fixture.store.write(columns(points), calm);
      const wanted = [...jobs.slice(0, 250), { namespace: 'a', name: 'unknown' }];
      const found = await newest(0, 10, wanted, 'load');
      expect(found).toEqual(
        Object.fromEntries(
          jobs.slice(0, 250).map(({ namespace, name }, index) => [`${namespace}-${name}`, index]),
        ),
      );
      expect(await newest(0, 10, [], 'load')).toEqual({});
      expect(await newest(0, 10, [darts], 'load')).toEqual({});
    });

    test('agrees with a scan', async () => {
      const moment = fc.integer({ min: -50, max: 50 });
      const point = fc.record({
        moment,
        series: fc.constantFrom(cpu, other),
        value: fc.integer({ min: 0, max: 9 }),
      });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(point, { maxLength: 6 }), { maxLength: 4 }),
          moment,
          moment,
          async (batches, a, b) => {
            const job = { namespace: 'round', name: `${round++}` };
            const of = (series: Series): Series => ({
              ...series,
              tags: { ...series.tags, namespace_name: 'round', container_name: job.name },
            });
            for (const batch of batches) {
              await fixture.store.write(
                columns(batch.map((one) => pointAt(fixture, one.moment, one.value, of(one.series)))),
                calm,
              );
            }
            const [since, until] = [Math.min(a, b), Math.max(a, b)];
            const query = {
              measurements: [cpu.measurement],
              from: later(fixture.base, since),
              to: later(fixture.base, until) + 1n,
            };
            const stored = await scanned(fixture.store, {
              ...query,
              match: { namespace_name: 'round', container_name: job.name },
            });
            const expected = Object.fromEntries(
              stored.map(({ series, value }) => [series.tags['pod_name'], value]),
            );
            expect(await newest(since, until, [job])).toEqual(expected);
          },
        ),
        { numRuns: 30 },
      );
    });
  });
}
