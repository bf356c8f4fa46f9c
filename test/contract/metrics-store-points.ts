import { expect, test } from 'vitest';
import type { Series } from '../../src/accounting/points.ts';
import { later } from '../../src/lib/time.ts';
import { calm, columns, pointsOf, scanned, tagsOf } from '../support/points.ts';
import {
  cpu,
  darts,
  everything,
  HOUR,
  markAt,
  memory,
  other,
  pointAt,
  totalAt,
  type Fixture,
} from './metrics-store-fixture.ts';

export function pointsContract(fixture: Fixture): void {
  test('gives back what was written, exact to the nanosecond', async () => {
    const points = [
      pointAt(fixture, 0, 1),
      pointAt(fixture, 0, 2, cpu, 1n),
      pointAt(fixture, 0, 3, cpu, 2n),
      pointAt(fixture, -5, 0.1 + 0.2, other),
      pointAt(fixture, 1, -1e300, other),
    ];
    expect(await fixture.store.write(columns(points), calm)).toEqual([]);
    const stored = await scanned(fixture.store, { measurements: ['cpu/usage_rate'], ...everything(fixture) });
    expect(stored).toEqual(points.toSorted((a, b) => (a.time < b.time ? -1 : 1)));
  });

  test('keeps the time that a sample stands for, where it is given', async () => {
    const points = [{ ...pointAt(fixture, 0, 1), seconds: 15.5 }, pointAt(fixture, 1, 2)];
    await fixture.store.write(columns(points), calm);
    expect(
      await scanned(fixture.store, { measurements: ['cpu/usage_rate'], ...everything(fixture) }),
    ).toEqual(points);
  });

  test('writing again replaces: by series and time, in one batch as in several', async () => {
    await fixture.store.write(
      columns([
        pointAt(fixture, 0, 1),
        pointAt(fixture, 0, 2),
        pointAt(fixture, 1, 5),
        pointAt(fixture, 0, 7, other),
      ]),
      calm,
    );
    await fixture.store.write(
      columns([{ ...pointAt(fixture, 1, 6), series: { ...cpu, tags: { ...cpu.tags } } }]),
      calm,
    );
    const stored = await scanned(fixture.store, {
      measurements: ['cpu/usage_rate'],
      ...everything(fixture),
      match: { pod_name: 'darts-aaaaa' },
    });
    expect(stored.map(({ value }) => value)).toEqual([2, 6]);
  });

  test('takes points in any order, over days, and gives each series in the order of time', async () => {
    const points = [3, -20 * HOUR, 1, -3 * HOUR, 2, -19 * HOUR].map((moment, value) =>
      pointAt(fixture, moment, value),
    );
    for (const point of points) await fixture.store.write(columns([point]), calm);
    const values: number[] = [];
    for await (const chunk of fixture.store.scan(
      { measurements: ['cpu/usage_rate'], ...everything(fixture) },
      calm,
    )) {
      values.push(...pointsOf(chunk).map(({ value }) => value));
    }
    expect(values).toEqual([1, 5, 3, 2, 4, 0]);
  });

  test('what is written does not depend on what the caller does with the batch afterwards', async () => {
    const batch = columns([pointAt(fixture, 0, 1), pointAt(fixture, 1, 2)]);
    const written = fixture.store.write(batch, calm);
    batch.value.fill(0);
    await written;
    expect(batch.time.length).toBe(2);
    const stored = await scanned(fixture.store, { measurements: ['cpu/usage_rate'], ...everything(fixture) });
    expect(stored.map(({ value }) => value)).toEqual([1, 2]);
  });

  test('a scan covers [from, to) of the measurements asked for', async () => {
    await fixture.store.write(
      columns([
        pointAt(fixture, -1, 1),
        pointAt(fixture, 0, 2),
        pointAt(fixture, 1, 3),
        pointAt(fixture, 2, 4),
        pointAt(fixture, 1, 99, memory),
      ]),
      calm,
    );
    const stored = await scanned(fixture.store, {
      measurements: ['cpu/usage_rate'],
      from: fixture.base,
      to: later(fixture.base, 2),
    });
    expect(stored.map(({ value }) => value)).toEqual([2, 3]);
    const both = await scanned(fixture.store, {
      measurements: ['memory/usage', 'cpu/usage_rate', 'nothing', 'cpu/usage_rate'],
      from: later(fixture.base, 1),
      to: later(fixture.base, 3),
    });
    expect(both.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual([3, 4, 99]);
    expect(both.find(({ value }) => value === 99)?.series.measurement).toBe('memory/usage');
    expect(await scanned(fixture.store, { measurements: [], ...everything(fixture) })).toEqual([]);
    expect(await scanned(fixture.store, { measurements: ['nothing'], ...everything(fixture) })).toEqual([]);
    expect(
      await scanned(fixture.store, {
        measurements: ['cpu/usage_rate'],
        from: fixture.base,
        to: fixture.base,
      }),
    ).toEqual([]);
  });

  test('a scan gives only series that carry all the tags asked for', async () => {
    const elsewhere: Series = { ...cpu, tags: tagsOf('team', 'darts', 'darts-aaaaa') };
    await fixture.store.write(
      columns([pointAt(fixture, 0, 1), pointAt(fixture, 0, 2, other), pointAt(fixture, 0, 3, elsewhere)]),
      calm,
    );
    const of = async (match: Record<string, string>): Promise<unknown> =>
      (await scanned(fixture.store, { measurements: ['cpu/usage_rate'], ...everything(fixture), match })).map(
        ({ value }) => value,
      );
    expect(await of({ namespace_name: 'team' })).toEqual([3]);
    expect(await of({ pod_name: 'darts-aaaaa', container_name: 'darts', namespace_name: 'default' })).toEqual(
      [1],
    );
    expect(await of({ pod_name: 'darts-aaaaa', role: 'worker' })).toEqual([]);
  });

  test('a tag may hold any text; an empty value is none', async () => {
    const texts = [
      'a b',
      'a,b=c',
      '"quoted"',
      "it's",
      'back\\slash',
      '💡',
      'a\tb',
      '%_*',
      '$.x',
      'ünï',
      '-- ;',
      '{}',
    ];
    const series = texts.map((text): Series => ({
      measurement: 'odd/"name" x',
      tags: { ...cpu.tags, [text]: text, none: '' },
    }));
    await fixture.store.write(columns(series.map((one, value) => pointAt(fixture, value, value, one))), calm);
    for (const [value, text] of texts.entries()) {
      const stored = await scanned(fixture.store, {
        measurements: ['odd/"name" x'],
        ...everything(fixture),
        match: { [text]: text },
      });
      expect(stored).toEqual([
        pointAt(fixture, value, value, { measurement: 'odd/"name" x', tags: { ...cpu.tags, [text]: text } }),
      ]);
    }
    const bare: Series = { measurement: 'odd/"name" x', tags: { none: '', '💡': '💡', ...cpu.tags } };
    await fixture.store.write(columns([pointAt(fixture, 5, 55, bare)]), calm);
    const merged = await scanned(fixture.store, {
      measurements: ['odd/"name" x'],
      ...everything(fixture),
      match: { '💡': '💡' },
    });
    expect(merged.map(({ value }) => value)).toEqual([55]);
  });

  test('refuses values that are no finite numbers, and stores the rest', async () => {
    const refused = await fixture.store.write(
      columns([
        pointAt(fixture, 0, Number.NaN),
        pointAt(fixture, 1, 1),
        pointAt(fixture, 2, Number.POSITIVE_INFINITY),
        pointAt(fixture, 3, Number.NEGATIVE_INFINITY),
        pointAt(fixture, 4, 4),
      ]),
      calm,
    );
    expect(refused.map((point) => point.at)).toEqual([0, 2, 3]);
    expect(refused[0]?.reason).toContain('NaN');
    const stored = await scanned(fixture.store, { measurements: ['cpu/usage_rate'], ...everything(fixture) });
    expect(stored.map(({ value }) => value)).toEqual([1, 4]);
  });

  test('many series at once, and scans of more than one chunk', async () => {
    const series = Array.from({ length: 3_000 }, (_, index): Series => ({
      measurement: index % 3 === 0 ? 'deep' : 'wide',
      tags: tagsOf('default', 'wide', `wide-${index}`),
    }));
    const batch = columns(series.map((one) => pointAt(fixture, 0, 0, one)));
    const steps = Array.from({ length: 20 }, (_, step) => step);
    for (const step of steps) {
      const time = new BigInt64Array(series.length).fill(later(fixture.base, step));
      const value = Float64Array.from(series, (_, index) => index + step);
      await fixture.store.write({ ...batch, time, value }, calm);
    }
    const found = new Map<Series, number[]>();
    const query = { measurements: ['wide', 'deep'], ...everything(fixture) };
    for await (const chunk of fixture.store.scan(query, calm)) {
      for (const point of pointsOf(chunk)) {
        const values = found.get(point.series);
        if (values === undefined) found.set(point.series, [point.value]);
        else values.push(point.value);
      }
    }
    // a series is one object throughout, and its points are in the order of time
    expect(found.size).toBe(series.length);
    for (const [{ measurement, tags }, values] of found) {
      const index = Number(tags['pod_name']?.slice('wide-'.length));
      expect([measurement, values]).toEqual([
        index % 3 === 0 ? 'deep' : 'wide',
        steps.map((step) => index + step),
      ]);
    }
  });

  test('an aborted call rejects with the reason, and a scan ends between two chunks', async () => {
    await fixture.store.write(
      columns(Array.from({ length: 10 }, (_, index) => pointAt(fixture, index, index))),
      calm,
    );
    const abort = new AbortController();
    const reason = new Error('enough');
    const scan = fixture.store.scan(
      { measurements: ['cpu/usage_rate'], ...everything(fixture) },
      abort.signal,
    );
    expect((await scan[Symbol.asyncIterator]().next()).done).toBe(false);
    abort.abort(reason);
    await expect(async () => {
      for await (const chunk of scan) pointsOf(chunk);
    }).rejects.toBe(reason);
    await expect(fixture.store.write(columns([pointAt(fixture, 0, 1)]), abort.signal)).rejects.toBe(reason);
    await expect(
      fixture.store.newest({ measurement: 'x', jobs: [darts], since: 0n, until: fixture.base }, abort.signal),
    ).rejects.toBe(reason);
    await expect(
      fixture.store.sumTotals({ level: 'job', ...everything(fixture) }, abort.signal),
    ).rejects.toBe(reason);
    await expect(fixture.store.marks(everything(fixture), abort.signal)).rejects.toBe(reason);
    await expect(
      fixture.store.writeTotals([totalAt(fixture, -1)], [markAt(fixture, -1)], abort.signal),
    ).rejects.toBe(reason);
  });

  test('a scan that is left early leaves nothing behind', async () => {
    await fixture.store.write(
      columns(Array.from({ length: 10 }, (_, index) => pointAt(fixture, index, index))),
      calm,
    );
    for await (const chunk of fixture.store.scan(
      { measurements: ['cpu/usage_rate'], ...everything(fixture) },
      calm,
    )) {
      if (chunk.index.length > 0) break;
    }
    expect(
      await scanned(fixture.store, { measurements: ['cpu/usage_rate'], ...everything(fixture) }),
    ).toHaveLength(10);
  });
}
