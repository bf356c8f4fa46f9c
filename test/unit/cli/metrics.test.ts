import * as fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { partsOf } from '../../../src/cli/metrics/sparklines.ts';
import { runCli } from '../../../src/cli/program.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { usageService, type UsageService } from '../../support/usage-service.ts';

const now = BigInt(Date.UTC(2026, 9, 25, 14)) * 1_000_000n;
let service: UsageService;

beforeEach(async () => {
  service = await usageService();
});

afterEach(() => service[Symbol.asyncDispose]());

function process(pod: string, cpu: number | null, mem = 2 ** 30) {
  const names = { namespace_name: 'default', container_name: 'darts', pod_name: pod };
  return { ...names, cpu: { mean: cpu }, mem: { mean: mem } };
}

function world(options: Parameters<typeof capturedIo>[0] = {}) {
  const env = { JRUN_URL: service.url, LANG: 'C.UTF-8' };
  return capturedIo({ env, now, timeZone: 'Europe/Berlin', ...options });
}

async function run(line: string, options: Parameters<typeof capturedIo>[0] = {}) {
  const io = world(options);
  const code = await runCli(['metrics', ...line.split(' ').filter((word) => word !== '')], io);
  return { code, out: io.out(), err: io.err() };
}

function times() {
  return service.calls.map(({ parameters }) => [parameters.start_time, parameters.end_time]);
}

describe('the time', () => {
  test.each([
    ['', undefined, undefined],
    ['--start -1h --end now()', '-1h', 'now()'],
    ['--start 2026-10-25', '1792879200000000000', undefined],
  ])('"%s" is the service\'s to understand', async (line, start, end) => {
    await run(line);
    expect(times()).toEqual([[start, end]]);
  });

  test('a calendar period ends before the next begins, and is told', async () => {
    service.measure = () => [process('darts-aaaaa', 12)];
    const { out } = await run('--day 2026-10-25');
    expect(times()).toEqual([['1792879200000000000', '1792969199999999999']]);
    expect(out).toMatch(/^2026-10-25 00:00 to 2026-10-26 00:00, Europe\/Berlin\n\nJOB /);
  });

  test('which is not told to programs', async () => {
    expect((await run('--day 2026-10-25 --format csv')).out).toMatch(/^namespace,/);
    expect((await run('--day 2026-10-25 --format json')).out).toBe('[]\n');
  });
});

describe('the chart', () => {
  test('a sparkline for each process and metric, all of a metric on one scale', async () => {
    const start = now - 600_000_000_000n;
    service.measure = (from = '0', to = '0') => {
      const whole = BigInt(to) - BigInt(from) > 300_000_000_000n;
      const part = Number((BigInt(from) - start) / 30_000_000_000n);
      const late = whole || part >= 10 ? [process('darts-bbbbb', 100)] : [];
      return [process('darts-aaaaa', whole ? 380 : part * 40), ...late];
    };
    expect((await run('--chart')).out).toMatchInlineSnapshot(`
      "2026-10-25 14:50 to 2026-10-25 15:00, Europe/Berlin

      JOB    PROCESS      MEAN CPU (MILLICORES)  0 TO 760              MEAN MEM (MIB)  0 TO 1024
      darts  darts-aaaaa                    380  ▁▁▁▂▂▃▃▃▄▄▅▅▆▆▆▇▇███            1024  ████████████████████
      darts  darts-bbbbb                    100            ▂▂▂▂▂▂▂▂▂▂            1024            ██████████
      "
    `);
    const [whole, ...asked] = times();
    expect(whole).toEqual([String(start), String(now)]);
    expect(asked).toHaveLength(20);
  });

  test('in ASCII', async () => {
    service.measure = () => [process('darts-aaaaa', 5)];
    const { out } = await run('--chart --metrics cpu:mean', { env: { JRUN_URL: service.url } });
    expect(out).toContain('#'.repeat(20));
  });

  test('of nothing there is none', async () => {
    expect((await run('--chart')).out).toContain('nothing was measured in this time');
    expect(service.calls).toHaveLength(1);
  });

  test('a time that is none is refused by the service, which knows what it takes', async () => {
    await run('--chart --start soon');
    expect(times()).toEqual([['soon', undefined]]);
  });

  test('is for people', async () => {
    expect(await run('--chart --format csv')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--chart'),
    });
  });

  test('its parts tile the time, both ends counted', () => {
    const instant = fc.bigInt({ min: 0n, max: 2n ** 62n });
    fc.assert(
      fc.property(instant, fc.bigInt({ min: 0n, max: 2n ** 60n }), (start, length) => {
        const parts = partsOf({ start, end: start + length });
        expect(parts[0]?.start).toBe(start);
        expect(parts.at(-1)?.end).toBe(start + length);
        expect(parts.every((part) => part.start <= part.end)).toBe(true);
        expect(parts.slice(1).every((part, at) => part.start === (parts[at]?.end ?? 0n) + 1n)).toBe(true);
      }),
    );
  });
});

describe('again and again', () => {
  test('in the same place of a terminal, with the time', async () => {
    let cpu = 0;
    service.measure = () => [process('darts-aaaaa', ++cpu)];
    const { out } = await run('--times 2 --delay-secs 0', { tty: true });
    const [first = '', second = ''] = out.split('\u001B[4A\r\u001B[J');
    expect(stripVTControlCharacters(first)).toMatch(/^2026-10-25 15:00, Europe\/Berlin\n\nJOB.*\n.* 1 /);
    expect(stripVTControlCharacters(second)).toMatch(/^2026-10-25 15:00, Europe\/Berlin\n\nJOB.*\n.* 2 /);
  });

  test('one below the other elsewhere, without a word of control', async () => {
    service.measure = () => [process('darts-aaaaa', 1)];
    const { out } = await run('--times 2 --delay-secs 0 --tz UTC');
    expect(out.match(/^JOB/gm)).toHaveLength(2);
    expect(out).not.toContain('\u001B');
  });

  test('without end, until interrupted', async () => {
    const io = world();
    const running = runCli(['metrics', '--times', '0', '--delay-secs', '0'], io);
    await expect.poll(() => service.calls.length).toBeGreaterThan(3);
    io.interrupt();
    expect(await running).toBe(130);
  });
});
