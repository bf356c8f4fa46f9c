import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { usageService, type UsageService } from '../../support/usage-service.ts';

const now = BigInt(Date.UTC(2026, 10, 20, 14)) * 1_000_000n;
const consumers = [
  { account: 'team-a', job: 'darts', user: 'ann', cpu: 1.25, mem: 3.5, gpu: 2 },
  { account: 'team-a', job: 'pi', user: '', cpu: 0.5, mem: 1 },
  { account: 'team-b', job: 'web', user: '', cpu: 0.25, mem: 0.5 },
];
let service: UsageService;

beforeEach(async () => {
  service = await usageService(consumers);
});

afterEach(() => service[Symbol.asyncDispose]());

async function run(line: string, options: Parameters<typeof capturedIo>[0] = {}) {
  const env = { JRUN_URL: service.url, LANG: 'C.UTF-8' };
  const io = capturedIo({ env, now, timeZone: 'Europe/Berlin', ...options });
  const code = await runCli(['rusage', ...line.split(' ').filter((word) => word !== '')], io);
  return { code, out: io.out(), err: io.err() };
}

function askedOf(call = service.calls[0]) {
  return call?.parameters;
}

describe('the period', () => {
  test.each([
    ['--month 2026-10 --tz Asia/Kolkata', '1790793000000000000', '1793471400000000000'],
    ['2026-10 --tz Asia/Kolkata', '1790793000000000000', '1793471400000000000'],
    ['last-month', '1790805600000000000', '1793487600000000000'],
    ['--day 2026-10-25', '1792879200000000000', '1792969200000000000'],
    ['--week 2026-W43', '1792360800000000000', '1792969200000000000'],
    ['--year 2026', '1767222000000000000', '1798758000000000000'],
    ['--start 2026-10-25 --end 2026-10-25T03:00', '1792879200000000000', '1792893600000000000'],
    ['--start 1790793000000000000 --end 1790793000000000001', '1790793000000000000', '1790793000000000001'],
  ])('%s', async (line, start_time, end_time) => {
    expect(await run(line)).toMatchObject({ code: 0, err: '' });
    expect(askedOf()).toMatchObject({ start_time, end_time, resource: 'cpu,mem', by: 'account' });
  });

  test('times that only the service understands are left to it', async () => {
    const [start_time, end_time] = ['2026-10-25T00:00:00Z', '2026-10-25T01:30:00.5Z'];
    service.alter = (report) => ({ ...report, rows: [], start_time, end_time });
    expect((await run('--start -1h --end 0')).out).toBe(
      '2026-10-25 02:00 to 2026-10-25 02:30:00.5, Europe/Berlin\n\nnothing was used in this time\n',
    );
    expect(askedOf()).toEqual({ start_time: '-1h', resource: 'cpu,mem', by: 'account' });
  });

  test.each([
    ['2026-13', '"2026-13" is no period; write 2026-10-25, today or yesterday; or 2026-W42'],
    ['--month 2026', '--month "2026" is no month; write 2026-10, this-month or last-month'],
    ['--day last-month', '--day "last-month" is no day'],
    ['2026-10 --day today', 'give one period'],
    ['2026-10 --start -1h', 'give one period, or --start and --end'],
    ['--month 2026-10 --tz Mars/Olympus', '--tz "Mars/Olympus" is no time zone'],
    ['--day 2011-12-30 --tz Pacific/Apia', 'the clocks of Pacific/Apia skipped 2011-12-30'],
    ['--year 1969', '1969 is too far away'],
    ['--year 2262', '2262 is too far away'],
    ['--by team', 'Allowed choices are account, job, user'],
    ['--top 0', '--top "0" is not a whole number from 1 on'],
    ['2026-10 --chart --format json', '--chart draws for people'],
    ['2026-10 --per day --format csv', '--chart draws for people'],
  ])('%s cannot be meant', async (line, message) => {
    expect(await run(line)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
    expect(service.calls).toEqual([]);
  });
});

describe('the table', () => {
  test('accounts, and all of them together', async () => {
    expect((await run('--day 2026-10-25')).out).toMatchInlineSnapshot(`
      "2026-10-25 00:00 to 2026-10-26 00:00, Europe/Berlin

      ACCOUNT  CPU CORE H  REQUESTED  MEM GIB H  REQUESTED  EFFICIENCY  COVERAGE
      team-a       43.750     87.500    112.500    225.000        50 %     100 %
      team-b        6.250     12.500     12.500     25.000        50 %     100 %
      TOTAL        50.000    100.000    125.000    250.000        50 %
      "
    `);
  });

  test('jobs, the most expensive ones', async () => {
    service.prices = { cpu: 0.1, mem: 0.01 };
    expect((await run('--day 2026-11-01 --by job --top 1')).out).toMatchInlineSnapshot(`
      "2026-11-01 00:00 to 2026-11-02 00:00, Europe/Berlin

      ACCOUNT   JOB    USER  CPU CORE H  REQUESTED  MEM GIB H  REQUESTED  EFFICIENCY  COST
      team-a    darts  ann       30.000     60.000     84.000    168.000        50 %  3.84
      2 others                   18.000     36.000     36.000     72.000              2.16
      TOTAL                      48.000     96.000    120.000    240.000              6.00
      "
    `);
  });

  test('users, with GPUs', async () => {
    expect((await run('--day 2026-11-01 --by user --resource cpu,gpu')).out).toMatchInlineSnapshot(`
      "2026-11-01 00:00 to 2026-11-02 00:00, Europe/Berlin

      ACCOUNT  USER  CPU CORE H  REQUESTED   GPU H  EFFICIENCY
      team-a   ann       30.000     60.000  48.000        50 %
      team-a   -         12.000     24.000   0.000        50 %
      team-b   -          6.000     12.000   0.000        50 %
      TOTAL              48.000     96.000  48.000        50 %
      "
    `);
  });

  test('the users of jobs take no column if nobody knows them', async () => {
    service.consumers = consumers.slice(1);
    const { out } = await run('--day 2026-11-01 --by job');
    expect(out).toMatch(/\nACCOUNT +JOB +CPU/);
  });

  test('little is not nothing, and almost all is not all', async () => {
    service.consumers = [{ account: '', job: '', user: '', cpu: 0.000_01, mem: 0 }];
    service.alter = (report) => ({ ...report, coverage: { '': 0.9996 } });
    const { out } = await run('--day 2026-11-01');
    expect(out).toMatch(/\n- +<0\.001 +<0\.001 +0\.000 +0\.000 +50 % +99\.9 %\n/);
  });

  test('names cannot steer the terminal', async () => {
    service.consumers = [{ account: 'a\u001B[2Jb\nc', job: '', user: '', cpu: 1, mem: 1 }];
    const { out } = await run('--day 2026-11-01');
    expect(out).toContain('\na\u{FFFD}[2Jb\u{FFFD}c  ');
  });

  test('with prices, what all came to has an efficiency only where it is known', async () => {
    service.prices = { cpu: 1, mem: 1 };
    expect((await run('--day 2026-11-01')).out).not.toMatch(/TOTAL.*%/);
    expect((await run('--day 2026-11-01 --resource cpu')).out).toMatch(/TOTAL.* 50 %/);
  });

  test('one account', async () => {
    const { out, err } = await run('--day 2026-11-01 --by job --account team-b');
    expect(out).not.toContain('team-a');
    expect(out).toMatch(/TOTAL +6\.000 /);
    expect(err).toBe('');
  });

  test('an account that used nothing', async () => {
    expect(await run('--day 2026-11-01 --account team-c')).toMatchObject({
      code: 0,
      out: expect.stringContaining('nothing was used in this time'),
      err: 'note: nothing was used by "team-c"; there are team-a, team-b\n',
    });
  });
});

describe('for programs', () => {
  test('CSV: the same columns for every question, lines that end as RFC 4180 has them', async () => {
    service.prices = { cpu: 0.1, mem: 0.01 };
    const columns =
      'start_time,end_time,account,job,user,cpu_core_hours,cpu_requested_core_hours,mem_gib_hours,mem_requested_gib_hours,gpu_hours,efficiency,account_coverage,cost,final';
    const times = '2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00';
    expect((await run('--day 2026-10-25 --format csv')).out).toBe(
      [
        columns,
        `${times},team-a,,,43.75,87.5,112.5,225,,0.5,1,5.5,true`,
        `${times},team-b,,,6.25,12.5,12.5,25,,0.5,1,0.75,true`,
        '',
      ].join('\r\n'),
    );
    const { out } = await run('--day 2026-10-25 --format csv --by job --resource gpu --top 1');
    expect(out).toBe([columns, `${times},team-a,darts,ann,,,,,50,0.5,1,0,true`, ''].join('\r\n'));
  });

  test('CSV: names that a spreadsheet would take for formulas', async () => {
    service.consumers = ['=1+1', '+1', '-1', '@x', '\tx', 'a,"b"', 'a=1'].map((account) => ({
      account,
      job: '',
      user: '',
      cpu: 1,
      mem: 1,
    }));
    const { out } = await run('--day 2026-11-01 --format csv');
    const names = out.split('\r\n').map((line) => /Z?,[^,]*T[^,]*,(.*?),,,24/.exec(line)?.[1]);
    expect(names.slice(1, -1)).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'\tx", '"a,""b"""', 'a=1']);
  });

  test('JSON: what the service says, of the rows that were asked for, and the zone', async () => {
    const { out } = await run('--day 2026-10-25 --format json --account team-b --tz Asia/Kolkata');
    expect(JSON.parse(out)).toEqual({
      start_time: '2026-10-24T18:30:00Z',
      end_time: '2026-10-25T18:30:00Z',
      accounts: { 'team-b': { cpu: 6, mem: 12 } },
      units: { cpu: 'core_hours', mem: 'gib_hours' },
      coverage: { 'team-b': 1 },
      rows: [
        { account: 'team-b', used: { cpu: 6, mem: 12 }, requested: { cpu: 12, mem: 24 }, efficiency: 0.5 },
      ],
      final: true,
      time_zone: 'Asia/Kolkata',
    });
  });
});

describe('what else a reader should know', () => {
  test('nothing, if all is well', async () => {
    expect((await run('--day 2026-10-25 --by job')).err).toBe('');
  });

  test('what is missing, rounded, doubtful or not final, whatever the format', async () => {
    service.alter = (report) => ({
      ...report,
      start_time: '2026-10-24T21:45:00Z',
      coverage: { 'team-a': 0.72, 'team-b': 0.99 },
      missing: [{ start_time: '2026-10-24T22:00:00Z', end_time: '2026-10-25T00:00:00Z', reason: 'expired' }],
      final: false,
    });
    const { err } = await run('--day 2026-10-25 --by job --format csv');
    expect(err.split('\n')).toEqual([
      'note: rounded to quarters of an hour, all that is kept: 2026-10-24 23:45 to 2026-10-26 00:00, Europe/Berlin',
      'note: nothing is known of 2026-10-25 00:00 to 2026-10-25 02:00, Europe/Berlin: expired',
      'note: samples cover only 72 % of the time of team-a',
      'note: not final: late points still count',
      '',
    ]);
  });

  test('that the period goes on', async () => {
    service.alter = (report) => ({ ...report, final: false });
    expect((await run('today')).err).toBe('note: the period is not over\n');
  });
});

describe('the chart', () => {
  test('a bar for each hour of a day of 25, each asked for on its own', async () => {
    const { out, err } = await run('--day 2026-10-25 --chart');
    const lines = out.split('\n').slice(out.split('\n').findIndex((line) => line.startsWith('HOUR')));
    expect(lines.slice(0, 6)).toMatchInlineSnapshot(`
      [
        "HOUR          CPU CORE H                        MEM GIB H",
        "00:00 +02:00       2.000  ████████████████████      5.000  ████████████████████",
        "01:00 +02:00       2.000  ████████████████████      5.000  ████████████████████",
        "02:00 +02:00       2.000  ████████████████████      5.000  ████████████████████",
        "02:00 +01:00       2.000  ████████████████████      5.000  ████████████████████",
        "03:00 +01:00       2.000  ████████████████████      5.000  ████████████████████",
      ]
    `);
    expect(lines).toHaveLength(1 + 25 + 1);
    expect(err).toBe('');
    const [whole, ...asked] = service.calls.map(({ parameters }) => [
      parameters.start_time,
      parameters.end_time,
    ]);
    const parts = asked.toSorted(([a = ''], [b = '']) => a.localeCompare(b));
    expect(parts[0]?.[0]).toBe(whole?.[0]);
    expect(parts.at(-1)?.[1]).toBe(whole?.[1]);
    expect(parts.slice(1).map(([start]) => start)).toEqual(parts.slice(0, -1).map(([, end]) => end));
  });

  test('figures of the parts add up to the whole', async () => {
    const { out } = await run('--month 2026-03 --chart --resource cpu');
    const figures = [...out.matchAll(/^2026-03-\d\d \w{3} +([\d.]+)/gm)].map(([, figure]) => Number(figure));
    const total = Number(/TOTAL +([\d.]+)/.exec(out)?.[1]);
    expect(figures).toHaveLength(31);
    expect(figures.reduce((sum, figure) => sum + figure, 0)).toBeCloseTo(total, 6);
    expect(figures[28]).toBe(46); // 23 hours
  });

  test('of one account, by another unit, in ASCII', async () => {
    const env = { JRUN_URL: service.url };
    const { out } = await run('--start 2026-09-01 --end 2026-10-16 --per month --account team-b', { env });
    expect(out.slice(out.indexOf('MONTH'))).toMatchInlineSnapshot(`
      "MONTH    CPU CORE H                           MEM GIB H
      2026-09     180.000  #######################    360.000  #######################
      2026-10      90.000  ############               180.000  ############
      "
    `);
  });

  test('what is still to come, or not known any more, is not asked for and has no bar', async () => {
    const missing = [{ start_time: '2026-11-15T23:00:00Z', end_time: '2026-11-17T23:00:00Z', reason: 'x' }];
    service.alter = (report) => ({ ...report, missing });
    const { out } = await run('this-week --chart');
    expect(out.match(/█/g)).not.toBeNull();
    for (const day of ['16 Mon', '17 Tue', '21 Sat', '22 Sun'])
      expect(out).toMatch(new RegExp(`2026-11-${day}\n`));
    expect(service.calls).toHaveLength(1 + 3);
  });

  test('too many bars', async () => {
    expect(await run('--year 2026 --per hour')).toMatchObject({
      code: 2,
      err: 'juliarun: --per hour makes 8760 bars of this period, of at most 400; take a longer unit\n',
    });
  });

  test('on a terminal it is as wide as that', async () => {
    const { out } = await run('2026-10-25 --chart', { tty: true, columns: 60 });
    const plain = stripVTControlCharacters(out).split('\n');
    const widths = plain
      .slice(plain.findIndex((line) => line.startsWith('HOUR')))
      .map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(60);
    expect(Math.max(...widths)).toBeGreaterThan(56);
  });
});
