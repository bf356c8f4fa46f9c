import { describe, expect, test } from 'vitest';
import { Rusage } from '../../../src/api/calls/get-rusage.ts';
import { toExactRfc3339 } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { calm, columns, tagsOf } from '../../support/points.ts';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.ts';
import { BASE, gauge, HOUR, MINUTE } from '../../support/usage-world.ts';

const clock = () => new VirtualClock(BASE);

/** A server at the end of an hour in which a process of each of two namespaces used a core. */
async function busyServer(): Promise<ServerFixture> {
  const fixture = await serverFixture({ clock: clock() });
  const times = { from: BASE - HOUR, to: BASE, step: MINUTE, value: 1_000, seconds: 60 };
  for (const namespace of ['default', 'other']) {
    const tags = { ...tagsOf(namespace, 'darts', 'darts-1'), user: 'ann' };
    await fixture.store.write(columns(gauge('cpu/usage_rate', tags, times)), calm);
  }
  return fixture;
}

describe('getRusage', () => {
  test('answers the usage of the last hour, of all namespaces', async () => {
    await using fixture = await busyServer();
    for (const path of ['/getRusage', '/getRusage/?jrunns=other', '/getRusage/?start_time=0&end_time=0']) {
      expect(Rusage.parse(await fixture.data(path))).toEqual({
        start_time: toExactRfc3339(BASE - HOUR),
        end_time: toExactRfc3339(BASE),
        accounts: {
          default: { cpu: expect.closeTo(1, 9), mem: 0 },
          other: { cpu: expect.closeTo(1, 9), mem: 0 },
        },
        units: { cpu: 'core_hours', mem: 'gib_hours' },
        coverage: { default: expect.closeTo(1, 9), other: expect.closeTo(1, 9) },
        rows: ['default', 'other'].map((account) => ({
          account,
          used: { cpu: expect.closeTo(1, 9), mem: 0 },
          requested: { cpu: 0, mem: 0 },
        })),
        final: false,
      });
    }
  });

  test.each([
    ['a list', 'resource=["cpu"]&by=job'],
    ['a name', 'resource=cpu&by=job'],
    ["Julia's forms", 'resource=String["cpu"]&by=job&start_time=nothing'],
  ])('takes resources as %s', async (_form, query) => {
    await using fixture = await busyServer();
    expect(await fixture.data(`/getRusage/?${query}`)).toMatchObject({
      accounts: { default: { cpu: expect.closeTo(1, 9) } },
      rows: [{ account: 'default', job: 'darts', user: 'ann' }, { account: 'other' }],
    });
  });

  test.each([
    ['relative times', 'now() - 30m', '-15m'],
    ['times the other way round', '-15m', '-30m'],
    ['nanoseconds', String(BASE - 30n * MINUTE), String(BASE - 15n * MINUTE)],
    ['RFC 3339', '2024-10-03T23:30:00Z', '2024-10-03T23:45:00Z'],
  ])('takes %s', async (_form, start_time, end_time) => {
    await using fixture = await busyServer();
    expect(await fixture.data('/getRusage', { start_time, end_time })).toMatchObject({
      start_time: '2024-10-03T23:30:00Z',
      end_time: '2024-10-03T23:45:00Z',
      accounts: { default: { cpu: expect.closeTo(0.25, 9) } },
    });
  });

  test.each([
    [
      'an unknown resource',
      'resource=cpu,meory',
      'there is no resource "meory"; allowed: cpu, mem (or memory), gpu; did you mean "memory"?',
    ],
    ['an unknown grouping', 'by=jobs', 'by is "jobs"; allowed: account, job, user'],
    ['seconds', 'start_time=1728000000', 'looks like seconds'],
    [
      'a time before anything is kept',
      'start_time=2001-01-01T00:00:00Z&end_time=2002-01-01T00:00:00Z',
      'usage is known from',
    ],
  ])('refuses %s', async (_what, query, message) => {
    await using fixture = await busyServer();
    const response = await fixture.call(`/getRusage/?${query}`);
    expect([response.statusCode, response.json()]).toEqual([
      400,
      { code: -10, data: expect.stringContaining(message) },
    ]);
  });
});

describe('setupMetrics and cleanupMetrics', () => {
  test('a store that needs nothing', async () => {
    await using fixture = await serverFixture({ clock: clock() });
    expect(await fixture.data('/setupMetrics')).toBe(true);
    expect(await fixture.data('/setupMetrics/?dry_run=true')).toEqual([]);
    expect(await fixture.data('/cleanupMetrics')).toBe(true);
  });

  test('cleaning up needs force, and a dry run tells what would go', async () => {
    await using fixture = await serverFixture({ clock: clock() });
    const mark = { start: BASE, state: 'closed', since: BASE, until: BASE, interval: 60_000 } as const;
    await fixture.store.writeTotals([], [mark], calm);
    const refused = await fixture.call('/cleanupMetrics/');
    expect([refused.statusCode, refused.json()]).toEqual([
      409,
      { code: -30, data: expect.stringMatching(/^cleanup would delete totals .* force=true/) },
    ]);
    const plan = await fixture.data('/cleanupMetrics', { dry_run: 'true' });
    expect(plan).toEqual([{ action: 'delete totals', detail: expect.any(String) }]);
    expect(await fixture.data('/cleanupMetrics', { force: 'true' })).toBe(true);
    expect(await fixture.data('/cleanupMetrics', { dry_run: 'true' })).toEqual([]);
  });
});

test('getMetrics refuses a period that begins before points are kept', async () => {
  await using fixture = await busyServer();
  expect(await fixture.data('/getMetrics/?start_time=-480h')).toHaveLength(1);
  const response = await fixture.call('/getMetrics/?start_time=-481h');
  expect([response.statusCode, response.json()]).toEqual([
    400,
    { code: -10, data: expect.stringContaining('points are kept from 2024-09-14T00:00:00Z on') },
  ]);
});

test('getMetrics without a start is of the ten minutes before the end', async () => {
  await using fixture = await busyServer();
  const rows = await fixture.data('/getMetrics/?end_time=-30m&metrics=cpu:count');
  expect(rows).toMatchObject([{ namespace_name: 'default', cpu: { count: 11 } }]);
});
