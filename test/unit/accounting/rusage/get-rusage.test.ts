import { describe, expect, test, vi } from 'vitest';
import type { Rusage } from '../../../../src/api/calls/get-rusage.ts';
import { RetryableError } from '../../../../src/lib/errors.ts';
import { toExactRfc3339 } from '../../../../src/lib/time.ts';
import { calm, tagsOf } from '../../../support/points.ts';
import {
  BASE,
  DAY,
  gauge,
  HOUR,
  MINUTE,
  SECOND,
  usageWorld,
  windowsBetween,
  type UsageWorld,
} from '../../../support/usage-world.ts';

const NOW = BASE + 2n * HOUR;
const GIB = 2 ** 30;
const hour = { start: BASE, end: BASE + HOUR };

describe('a report', () => {
  async function twoAccounts(): Promise<UsageWorld> {
    const world = usageWorld({ now: NOW });
    const times = { from: BASE, to: BASE + HOUR, step: MINUTE, seconds: 60 };
    const tags = { ...tagsOf('a', 'darts', 'darts-1'), user: 'ann' };
    const other = { ...tagsOf('a', 'darts', 'darts-2'), user: 'bob' };
    await world.write([
      ...gauge('cpu/usage_rate', tags, { ...times, value: 500 }),
      ...gauge('cpu/request', tags, { ...times, value: 1_000 }),
      ...gauge('memory/usage', tags, { ...times, value: 3 * GIB }),
      ...gauge('memory/request', tags, { ...times, value: 4 * GIB }),
      ...gauge('gpu/request', tags, { ...times, value: 2 }),
      ...gauge('cpu/usage_rate', other, { ...times, to: BASE + HOUR / 2n, value: 250 }),
      ...gauge('cpu/usage_rate', tagsOf('b', 'web', 'web-1'), { ...times, value: 100 }),
    ]);
    return world;
  }

  test('tells hours, units, coverage and rows of accounts', async () => {
    const world = await twoAccounts();
    expect(await world.reports.rusage({ ...hour, resources: ['cpu', 'memory', 'gpu'] }, calm)).toEqual({
      start_time: '2024-10-04T00:00:00Z',
      end_time: '2024-10-04T01:00:00Z',
      accounts: {
        a: { cpu: expect.closeTo(0.625, 9), mem: expect.closeTo(3, 9), gpu: expect.closeTo(2, 9) },
        b: { cpu: expect.closeTo(0.1, 9), mem: 0, gpu: 0 },
      },
      units: { cpu: 'core_hours', mem: 'gib_hours', gpu: 'gpu_hours' },
      coverage: { a: expect.closeTo(1, 9), b: expect.closeTo(1, 9) },
      rows: [
        {
          account: 'a',
          used: { cpu: expect.closeTo(0.625, 9), mem: expect.closeTo(3, 9), gpu: expect.closeTo(2, 9) },
          requested: { cpu: expect.closeTo(1, 9), mem: expect.closeTo(4, 9), gpu: expect.closeTo(2, 9) },
          efficiency: expect.closeTo((0.625 + 0.75) / 2, 9),
        },
        {
          account: 'b',
          used: { cpu: expect.closeTo(0.1, 9), mem: 0, gpu: 0 },
          requested: { cpu: 0, mem: 0, gpu: 0 },
        },
      ],
      final: false,
    } satisfies Rusage);
  });

  test.each(['absent', 'closed'] as const)('by user and by job, from %s windows', async (state) => {
    const world = await twoAccounts();
    if (state === 'closed') await world.close(...windowsBetween(BASE, BASE + HOUR));
    const users = await world.reports.rusage({ ...hour, resources: ['cpu'], by: 'user' }, calm);
    expect(users.rows.map(({ account, user, used }) => [account, user, used.cpu])).toEqual([
      ['a', 'ann', expect.closeTo(0.5, 9)],
      ['a', 'bob', expect.closeTo(0.125, 9)],
      ['b', '', expect.closeTo(0.1, 9)],
    ]);
    const jobs = await world.reports.rusage({ ...hour, resources: ['cpu'], by: 'job' }, calm);
    expect(jobs.rows.map(({ account, job, user, used }) => [account, job, user, used.cpu])).toEqual([
      ['a', 'darts', 'ann', expect.closeTo(0.5, 9)],
      ['a', 'darts', 'bob', expect.closeTo(0.125, 9)],
      ['b', 'web', '', expect.closeTo(0.1, 9)],
    ]);
    expect(jobs.accounts).toEqual({
      a: { cpu: expect.closeTo(0.625, 9) },
      b: { cpu: expect.closeTo(0.1, 9) },
    });
  });

  test('costs what prices say; efficiency weighs by them', async () => {
    const world = await twoAccounts();
    world.settings = { ...world.settings, prices: { cpu: 0.1, memory: 0.02, gpu: 1 } };
    const all = await world.reports.rusage({ ...hour, resources: ['gpu', 'mem', 'cpu'] }, calm);
    expect(all.rows[0]).toMatchObject({
      cost: expect.closeTo(0.0625 + 0.06 + 2, 9),
      efficiency: expect.closeTo((0.0625 + 0.06) / (0.1 + 0.08), 9),
    });
    const cpu = await world.reports.rusage({ ...hour, resources: ['cpu'] }, calm);
    expect(cpu.rows[0]).toMatchObject({
      cost: expect.closeTo(0.0625, 9),
      efficiency: expect.closeTo(0.625, 9),
    });
    const gpu = await world.reports.rusage({ ...hour, resources: ['gpu'] }, calm);
    expect(gpu.rows[0]).toEqual({
      account: 'a',
      used: { gpu: expect.closeTo(2, 9) },
      requested: { gpu: expect.closeTo(2, 9) },
      cost: expect.closeTo(2, 9),
    });
  });

  test.each(['absent', 'closed'] as const)(
    'shows only the namespaces asked for, from %s windows',
    async (state) => {
      const world = await twoAccounts();
      if (state === 'closed') await world.close(...windowsBetween(BASE, BASE + HOUR));
      const accounts = async (...namespaces: string[]): Promise<string[]> =>
        Object.keys((await world.reports.rusage({ ...hour, namespaces }, calm)).accounts);
      expect(await accounts('a')).toEqual(['a']);
      expect(await accounts('b', 'a', 'b')).toEqual(['a', 'b']);
      expect(await accounts('c')).toEqual([]);
      expect(await accounts()).toEqual([]);
      const once = await world.reports.rusage({ ...hour, namespaces: ['a', 'a'] }, calm);
      expect(once.accounts['a']?.cpu).toBeCloseTo(0.625, 9);
    },
  );

  test.each(['absent', 'closed'] as const)(
    'goes by the tag that names the account, from %s windows',
    async (state) => {
      const world = usageWorld({ now: NOW, settings: { accountTag: 'team' } });
      const times = { from: BASE, to: BASE + HOUR, step: MINUTE, seconds: 60, value: 1_000 };
      await world.write([
        ...gauge('cpu/usage_rate', { ...tagsOf('a', 'one', 'one-1'), team: 'red' }, times),
        ...gauge('cpu/usage_rate', { ...tagsOf('b', 'two', 'two-1'), team: 'red' }, times),
        ...gauge('cpu/usage_rate', tagsOf('b', 'three', 'three-1'), times),
      ]);
      if (state === 'closed') await world.close(...windowsBetween(BASE, BASE + HOUR));
      const asked = { ...hour, resources: ['cpu'] };
      const { accounts } = await world.reports.rusage(asked, calm);
      // points without the tag are on the account of their namespace
      expect(accounts).toEqual({ b: { cpu: expect.closeTo(1, 9) }, red: { cpu: expect.closeTo(2, 9) } });
      const own = await world.reports.rusage({ ...asked, namespaces: ['b'] }, calm);
      expect(own.accounts).toEqual({ b: { cpu: expect.closeTo(1, 9) }, red: { cpu: expect.closeTo(1, 9) } });
    },
  );

  test('says how much of the time samples stand for', async () => {
    const world = usageWorld({ now: NOW });
    const tags = tagsOf('a', 'darts', 'darts-1');
    const halves = [
      { from: BASE, to: BASE + 15n * MINUTE },
      { from: BASE + 45n * MINUTE, to: BASE + HOUR },
    ];
    await world.write(
      halves.flatMap((half) =>
        gauge('cpu/usage_rate', tags, { ...half, step: MINUTE, value: 1_000, seconds: 60 }),
      ),
    );
    const { coverage, accounts } = await world.reports.rusage({ ...hour, resources: ['cpu'] }, calm);
    expect(coverage).toEqual({ a: expect.closeTo(0.5, 9) });
    expect(accounts['a']?.cpu).toBeCloseTo(0.5, 9);
  });

  test('tells its times to the nanosecond', async () => {
    const world = usageWorld({ now: NOW });
    const asked = { start: BASE + 1n, end: BASE + HOUR + 500_000_000n };
    expect(await world.reports.rusage(asked, calm)).toMatchObject({
      start_time: '2024-10-04T00:00:00.000000001Z',
      end_time: '2024-10-04T01:00:00.5Z',
    });
  });
});

describe('the period', () => {
  async function busyWorld(): Promise<UsageWorld> {
    const world = usageWorld({ now: NOW });
    const times = { from: BASE - HOUR, to: NOW, step: MINUTE, value: 1_000, seconds: 60 };
    await world.write(gauge('cpu/usage_rate', tagsOf('a', 'darts', 'darts-1'), times));
    return world;
  }

  test.each([
    ['nothing is given', {}],
    ['zeros are given', { start: 0n, end: 0n }],
    ['start and end are swapped', { start: NOW, end: NOW - HOUR }],
  ])('is the last hour when %s', async (_when, asked) => {
    const world = await busyWorld();
    const report = await world.reports.rusage(asked, calm);
    expect(report).toMatchObject({
      start_time: toExactRfc3339(NOW - HOUR),
      end_time: toExactRfc3339(NOW),
      accounts: { a: { cpu: expect.closeTo(1, 9), mem: 0 } },
    });
  });

  test('may be empty', async () => {
    const world = await busyWorld();
    const report = await world.reports.rusage({ start: BASE + 5n, end: BASE + 5n }, calm);
    expect(report).toMatchObject({ accounts: {}, coverage: {}, rows: [], start_time: report.end_time });
  });

  test('that ends in the future is worked out up to now, and told as it was asked', async () => {
    const world = await busyWorld();
    const scan = vi.spyOn(world.store, 'scan');
    const report = await world.reports.rusage({ start: NOW - HOUR, end: NOW + 1_000n * DAY }, calm);
    expect(report).toMatchObject({
      end_time: toExactRfc3339(NOW + 1_000n * DAY),
      accounts: { a: { cpu: expect.closeTo(1, 9) } },
      final: false,
    });
    for (const [{ to }] of scan.mock.calls) expect(to).toBeLessThan(NOW + HOUR);
    const future = await world.reports.rusage({ start: NOW + HOUR, end: NOW + DAY }, calm);
    expect(future).toMatchObject({ accounts: {}, start_time: toExactRfc3339(NOW + HOUR) });
  });

  test('progress is told, up to the end', async () => {
    const world = await busyWorld();
    await world.close(...windowsBetween(BASE - HOUR, BASE + HOUR));
    const told: (readonly [number, number])[] = [];
    const progress = (done: number, total: number): void => void told.push([done, total]);
    await world.reports.rusage({ start: BASE - HOUR + SECOND, end: NOW, progress }, calm);
    expect(told.at(-1)).toEqual([12, 12]);
    expect(told.length).toBeGreaterThan(2);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
  });
});

describe('the store', () => {
  test('may have no room for totals yet: points tell it all', async () => {
    const world = usageWorld({ now: NOW });
    const times = { from: BASE, to: BASE + HOUR, step: MINUTE, value: 1_000, seconds: 60 };
    await world.write(gauge('cpu/usage_rate', tagsOf('a', 'darts', 'darts-1'), times));
    const missing = new RetryableError('setup-missing', 'run setup_metrics');
    vi.spyOn(world.store, 'marks').mockRejectedValue(missing);
    const { accounts, final } = await world.reports.rusage(hour, calm);
    expect([accounts['a']?.cpu, final]).toEqual([expect.closeTo(1, 9), false]);
  });

  test('may be away', async () => {
    const world = usageWorld({ now: NOW });
    vi.spyOn(world.store, 'marks').mockRejectedValue(new RetryableError('away', 'it is away'));
    await expect(world.reports.rusage(hour, calm)).rejects.toThrow('it is away');
  });
});

describe('bad input', () => {
  const { reports } = usageWorld({ now: NOW });
  test.each([
    ['cpus', 'there is no resource "cpus"; allowed: cpu, mem (or memory), gpu; did you mean "cpu"?'],
    ['mmeory', 'there is no resource "mmeory"; allowed: cpu, mem (or memory), gpu; did you mean "memory"?'],
    ['disk', 'there is no resource "disk"; allowed: cpu, mem (or memory), gpu'],
    ['constructor', 'there is no resource "constructor"; allowed: cpu, mem (or memory), gpu'],
  ])('an unknown resource: %s', async (name, message) => {
    await expect(reports.rusage({ resources: ['cpu', name] }, calm)).rejects.toMatchObject({
      remedy: 'fix',
      message,
    });
  });
});
