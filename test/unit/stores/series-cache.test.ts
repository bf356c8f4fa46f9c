import { describe, expect, test } from 'vitest';
import { later } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { SeriesCache } from '../../../src/stores/sqlite/series-cache.ts';
import { tagsOf } from '../../support/points.ts';

const MOST = 20_000;
const HOUR = 3_600_000;

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

  test('with many, drops those that have been idle for an hour, and tells up to when', async () => {
    const clock = new VirtualClock();
    const cache = new SeriesCache(clock);
    const old = seriesOf(0);
    cache.note(cache.of(old), clock.now(), 1);
    cache.identify(cache.of(old), 7);
    cache.note(cache.of(seriesOf(1)), later(clock.now(), 9 * HOUR), 1);
    const idleSince = clock.now();
    await clock.advance(HOUR);
    expect(cache.sweep()).toBeUndefined();
    for (let process = 2; process <= MOST; process++) cache.note(cache.of(seriesOf(process)), clock.now(), 1);
    expect(cache.sweep()).toBe(idleSince);
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
    cache.identify(known, 3);
    cache.extend(known, 10n);
    cache.forgetIds(9n);
    expect(known.id).toBe(3);
    cache.forgetIds(10n);
    expect(known.id).toBeUndefined();
    expect(cache.withId(3)).toBeUndefined();
  });
});
