import { describe, expect, test } from 'vitest';
import { later } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { SeriesCache } from '../../../src/stores/sqlite/series-cache.ts';
import { tagsOf } from '../../support/points.ts';

const MOST = 20_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function seriesOf(process: number, measurement = 'load') {
  return { measurement, tags: tagsOf('default', `job${process % 100}`, `process-${process}`) };
}

describe('SeriesCache', () => {
  test('knows a series by its names, whatever object says them', () => {
    const cache = new SeriesCache(new VirtualClock());
    const known = cache.of(seriesOf(1));
    expect(cache.of(seriesOf(1))).toBe(known);
    const tags = { ...Object.fromEntries(Object.entries(seriesOf(1).tags).toReversed()), empty: '' };
    expect(cache.of({ measurement: 'load', tags })).toBe(known);
    expect(cache.of(seriesOf(1, 'other'))).not.toBe(known);
    expect(cache.of(seriesOf(2))).not.toBe(known);
  });

  test('with many, drops those that have been idle for an hour, and is complete from then on', async () => {
    const clock = new VirtualClock();
    const cache = new SeriesCache(clock);
    cache.completeFrom(later(clock.now(), -HOUR));
    const old = seriesOf(0);
    cache.note(cache.of(old), clock.now(), 1);
    cache.identify(cache.of(old), 7, 0n);
    cache.note(cache.of(seriesOf(1)), later(clock.now(), 9 * HOUR), 1);
    const idleSince = clock.now();
    await clock.advance(HOUR);
    cache.sweep();
    expect(cache.withId(7)).toBeDefined();
    for (let process = 2; process <= MOST; process++) cache.note(cache.of(seriesOf(process)), clock.now(), 1);
    cache.sweep();
    expect(cache.completeSince).toBe(idleSince + 1n);
    expect(cache.withId(7)).toBeUndefined();
    expect(cache.ofJob('default/job0').map(({ tags }) => tags['pod_name'])).not.toContain('process-0');
    // a point of the future may yet be the newest
    expect(cache.ofJob('default/job1').map(({ tags }) => tags['pod_name'])).toContain('process-1');
    // the same object, which the cache has seen, is found again
    cache.note(cache.of(old), clock.now(), 2);
    const again = cache.ofJob('default/job0').flatMap(({ members }) => members);
    expect(again.map((one) => cache.newestValue(one))).toContain(2);
  });

  test('forgets ids of series that may have expired', () => {
    const cache = new SeriesCache(new VirtualClock());
    const known = cache.of(seriesOf(1));
    cache.identify(known, 3, 5n);
    cache.extend(known, 10n);
    cache.forgetIds(9n);
    expect([known.id, cache.firstTime(known)]).toEqual([3, 5n]);
    cache.forgetIds(10n);
    expect(known.id).toBeUndefined();
    expect(cache.withId(3)).toBeUndefined();
  });

  test('is sure of a newest point only where the file can have no newer one', () => {
    const cache = new SeriesCache(new VirtualClock());
    const known = cache.of(seriesOf(1));
    cache.note(known, 50n, 1);
    expect(cache.newestTime(known)).toBeUndefined();
    // all points since 40 are known by now
    cache.completeFrom(40n);
    expect(cache.newestTime(known)).toBe(50n);

    const late = cache.of(seriesOf(2));
    cache.note(late, 30n, 1);
    expect(cache.newestTime(late)).toBeUndefined();
    cache.learn(late, 35n, 2);
    expect([cache.newestTime(late), cache.newestValue(late)]).toEqual([35n, 2]);
    cache.learn(late, 34n, 3);
    cache.note(late, 33n, 4);
    expect([cache.newestTime(late), cache.newestValue(late)]).toEqual([35n, 2]);
  });

  test('settles series that got no points for some minutes, once', async () => {
    const clock = new VirtualClock();
    const cache = new SeriesCache(clock);
    cache.completeFrom(0n);
    const [ended, going, unstored] = [seriesOf(1), seriesOf(2), seriesOf(3)].map((one) => cache.of(one));
    if (ended === undefined || going === undefined || unstored === undefined) throw new Error('no series');
    for (const [id, known] of [ended, going].entries()) {
      cache.note(known, 100n, 1);
      cache.identify(known, id, 100n);
      cache.extend(known, 1_000n);
    }
    await clock.advance(4 * MINUTE);
    expect(cache.settle()).toEqual([]);
    cache.of(seriesOf(2));
    await clock.advance(2 * MINUTE);
    expect(cache.settle()).toEqual([{ id: 0, liveUntil: 101n }]);
    expect([cache.liveUntil(ended), cache.liveUntil(going)]).toEqual([101n, 1_000n]);
    expect(cache.settle()).toEqual([]);
    // it goes on after all
    cache.note(cache.of(seriesOf(1)), 200n, 1);
    await clock.advance(6 * MINUTE);
    expect(cache.settle()).toEqual([
      { id: 0, liveUntil: 201n },
      { id: 1, liveUntil: 101n },
    ]);
  });
});
