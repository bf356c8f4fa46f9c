import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.ts';

const hundredThousand = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`m${at}`, at]));

async function post(fixture: ServerFixture, type: string, payload: string) {
  const headers = { host: 'localhost', 'content-type': type };
  const response = await fixture.server.app.inject({
    method: 'POST',
    url: '/recordMetrics/',
    headers,
    payload,
  });
  return { status: response.statusCode, ...response.json() };
}

describe('recordMetrics', () => {
  test.each([
    ['JSON', 'application/json', JSON.stringify({ metrics: hundredThousand })],
    ['a form', 'application/x-www-form-urlencoded', `metrics=${JSON.stringify(hundredThousand)}`],
    ['JSON of another shape', 'application/json', JSON.stringify(hundredThousand)],
  ])('100,000 metrics in %s are not even read, and the service works on', async (_, type, payload) => {
    await using fixture = await serverFixture();
    expect(await post(fixture, type, payload)).toEqual({
      status: 413,
      code: -14,
      data: 'the body is larger than 128 KB; send less in one call',
    });
    expect(await post(fixture, type, type.includes('json') ? '{"metrics":{"a":1}}' : 'metrics=a=1')).toEqual({
      status: 200,
      code: 0,
      data: true,
    });
  });

  test.each([
    [
      'names that there are not',
      Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`m${at}`, at])),
      -11,
    ],
    [
      'a thousand parameters',
      Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`m${at}`, at])),
      -3,
    ],
  ])('the answer to %s is short', async (_, parameters, code) => {
    await using fixture = await serverFixture();
    const body = JSON.stringify({ metrics: { a: 1 }, ...parameters });
    const answer = await post(fixture, 'application/json', body);
    expect(answer).toMatchObject({ status: 400, code });
    expect(answer.data.length).toBeLessThan(1_000);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['seconds', { at_time: 1_700_000_000 }, 'looks like seconds: give nanoseconds, 1700000000000000000'],
    ['milliseconds', { at_time: '1700000000000' }, 'looks like milliseconds'],
    ['a time to come', { at_time: '2040-01-01T00:00:00Z' }, "ahead of the service's clock"],
    ['a time long gone', { at_time: '2001-01-01T00:00:00Z' }, 'points are kept for 480h only'],
    ['NaN', { metrics: '{"a": NaN}' }, 'NaN'],
    ['an infinite value', { metrics: '{"a": 1e999}' }, 'finite'],
    ['a tag with a line break', { tags: { a: 'x\ny' } }, 'has control characters'],
    ['a tag without a value', { tags: { a: '' } }, 'the value of the tag "a" is empty'],
    ['a tag without a name', { tags: { '': 'x' } }, 'names have 1 to 255 characters'],
    ['an identity tag', { tags: { namespace_name: 'x' } }, 'is set by the service'],
    ['a metric without a name', { metrics: { '': 1 } }, 'names have 1 to 255 characters'],
    [
      '101 metrics',
      { metrics: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`m${at}`, at])) },
      '101',
    ],
  ])('refuses %s', async (_, parameters, message) => {
    await using fixture = await serverFixture();
    const answer = await post(
      fixture,
      'application/json',
      JSON.stringify({ metrics: { a: 1 }, ...parameters }),
    );
    expect(answer).toMatchObject({ status: 400, code: -10, data: expect.stringContaining(message) });
  });

  test('keeps any text in tags, and times to the nanosecond', async () => {
    const clock = new VirtualClock();
    await using fixture = await serverFixture({ clock });
    const tags = { 'a b': 'c = "d", e\\', größe: "naïve 'quotes' 🎲" };
    const at_time = String(clock.now() - 1n);
    const body = JSON.stringify({ metrics: { a: 1 }, job: 'darts', tags, at_time });
    expect(await post(fixture, 'application/json', body)).toMatchObject({ status: 200 });
    const jobs = [{ namespace: 'default', name: 'darts' }];
    const query = { measurement: 'a', jobs, since: 0n, until: clock.now() };
    const [point] = await fixture.store.newest(query, new AbortController().signal);
    expect(point).toMatchObject({ time: clock.now() - 1n, series: { tags } });
  });
});

test('getSystemStatus tells how metrics are kept', async () => {
  await using fixture = await serverFixture();
  expect(await fixture.data('/getSystemStatus/?verbose=true')).toMatchObject({
    metrics: { setup_missing: false, waiting_points: 0, rollup_lag_seconds: 0 },
  });
});
