import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Series } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { findProgram } from '../services/find-program.ts';
import { startInfluxd } from '../services/influxd.ts';
import { influxdb2, type InfluxdbByUrl } from '../services/influxdb-by-url.ts';
import { influxd as program } from '../services/programs.ts';
import { influxSettings, openInflux, openInfluxSetUp } from '../support/influx-store.ts';
import { calm, columns, scanned, type TestPoint } from '../support/points.ts';

const NOW = new SystemClock().now();
/** What means something to the line protocol, to InfluxQL, to JSON, to URLs or to regular expressions. */
const SPECIAL = Array.from('\\\\,= "\'\t\n\r\0#/.$*%?&+;:(){}[]|^-_~`@!<>ab0💡é\u2028\u0085\u007f\ud800');
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...SPECIAL), maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('time', 'value', 'seconds', '_field', '_name', '_measurement', 'name', '__proto__', 'type'),
);
const series = fc.record<Series>({ measurement: text, tags: fc.dictionary(text, text, { maxKeys: 3 }) });
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const instant = fc.bigInt({ min: -(2n ** 63n) + 2n, max: 2n ** 63n - 2n });

/** What every version gives back as it was written, or refuses; nothing is stored as something else. */
function textsContract(version: string, open: () => Promise<MetricsStore>): void {
  describe(`texts in ${version}`, () => {
    let store: MetricsStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store[Symbol.asyncDispose]());

    test('any text comes back as it was, or is refused with a reason', async () => {
      let at = 0n;
      let stored = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(series, { minLength: 1, maxLength: 12 }), async (all) => {
          const points = all.map((one): TestPoint => ({ series: one, time: NOW + at++, value: Number(at) }));
          const refused = await store.write(columns(points), calm);
          const reasons = new Map(refused.map((one) => [one.at, one.reason]));
          expect([...reasons.values()]).not.toContain('');
          stored += points.length - refused.length;
          for (const [place, point] of points.entries()) {
            const { measurement, tags } = point.series;
            const present = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
            const query = {
              measurements: [measurement],
              from: point.time,
              to: point.time + 1n,
              match: present,
            };
            const whole = [{ ...point, series: { measurement, tags: present } }];
            expect(await scanned(store, query)).toEqual(reasons.has(place) ? [] : whole);
          }
        }),
        { numRuns: 150 },
      );
      expect(stored).toBeGreaterThan(200);
    });

    test('any finite number comes back to its last bit', async () => {
      const value: Series = { measurement: 'numbers', tags: { a: 'b' } };
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(double, fc.option(double)), { minLength: 1 }), async (all) => {
          const points = all.map(([number, seconds], at): TestPoint => ({
            series: value,
            time: NOW + BigInt(at),
            value: number,
            ...(seconds !== null && { seconds }),
          }));
          const measurement = `numbers${JSON.stringify(all).length}-${Math.random()}`;
          const own = points.map((point) => ({ ...point, series: { ...value, measurement } }));
          expect(await store.write(columns(own), calm)).toEqual([]);
          const query = { measurements: [measurement], from: NOW, to: NOW + BigInt(all.length) };
          expect(await scanned(store, query)).toEqual(own);
        }),
        { numRuns: 40 },
      );
    });

    test('jobs and namespaces of any name are found by it', async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(text, text, async (namespace, name) => {
          const measurement = `jobs-${round++}`;
          const tags = { namespace_name: namespace, container_name: name };
          const points = [
            tags,
            { ...tags, namespace_name: `${namespace}x` },
            { ...tags, container_name: 'x' },
          ];
          const batch = points.map((one): TestPoint => ({
            series: { measurement, tags: one },
            time: NOW,
            value: 1,
          }));
          const refused = await store.write(columns(batch), calm);
          const query = { measurement, jobs: [{ namespace, name }], since: NOW, until: NOW };
          const found = await store.newest(query, calm);
          const never = namespace === '' || name === '' || refused.some(({ at }) => at === 0);
          expect(found.map((point) => point.series.tags)).toEqual(never ? [] : [tags]);
        }),
        { numRuns: 100 },
      );
    });
  });
}

describe.runIf(await findProgram(program))('a server of its own', () => {
  const stack = new AsyncDisposableStack();
  afterAll(() => stack.disposeAsync());

  async function open(): Promise<MetricsStore> {
    const server = stack.use(await startInfluxd());
    return openInfluxSetUp({ section: { url: server.url }, db: 'texts' });
  }
  textsContract('InfluxDB 1.x', open);

  test('any time comes back to the nanosecond', async () => {
    const server = stack.use(await startInfluxd());
    await server.client.query('CREATE DATABASE "times" WITH NAME "default"');
    await using store = await openInflux({ section: { url: server.url }, db: 'times' });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(instant, { minLength: 1, maxLength: 5 }), async (times) => {
        const one: Series = { measurement: `times-${round++}`, tags: {} };
        const points = [...new Set(times)].map((time) => ({ series: one, time, value: 1 }));
        expect(await store.write(columns(points), calm)).toEqual([]);
        const query = { measurements: [one.measurement], from: -(2n ** 63n), to: 2n ** 63n };
        const sorted = points.toSorted((a, b) => (a.time < b.time ? -1 : 1));
        expect(await scanned(store, query)).toEqual(sorted);
      }),
      { numRuns: 25 },
    );
  });
});

if (influxdb2 !== undefined) byItsUrl(influxdb2);

function byItsUrl(server: InfluxdbByUrl): void {
  const db = `juliarun-texts-${process.pid}-${Date.now()}`;
  afterAll(() => server.drop(db, [`${db}/default`, `${db}/default_totals`]));
  textsContract('InfluxDB 2.x', async () => {
    const store = await openInflux({ section: { ...server.section, bucket: `${db}/default` }, db });
    await store.admin.setup(influxSettings, calm);
    return store;
  });
}
