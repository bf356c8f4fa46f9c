import { describe, expect, it } from 'vitest';
import type { Rusage } from '../../src/api/calls/get-rusage.ts';
import { startInfluxd } from '../services/influxd.ts';
import { eventually } from '../support/eventually.ts';
import type { ServiceProcess } from './support/service-process.ts';
import { serviceWith, SHELL_JOB } from './support/shell-jobs.ts';

const MINUTE = 60_000_000_000n;
const WINDOW = 15n * MINUTE;

/** Three hours ago, at a bound of windows. */
function base(): bigint {
  const now = BigInt(Date.now()) * 1_000_000n;
  return now - (now % WINDOW) - 12n * WINDOW;
}

/** Records a gauge of millicores each minute, as somebody does whose jobs run elsewhere. */
async function recordCpu(
  service: ServiceProcess,
  job: string,
  { from, minutes, millicores }: { from: bigint; minutes: number; millicores: number },
): Promise<void> {
  const calls = Array.from({ length: minutes }, (_, minute) =>
    service.call('recordMetrics', {
      resource: 'cpu',
      metric: millicores,
      job,
      process: `${job}-aaaaa`,
      at_time: String(from + BigInt(minute + 1) * MINUTE),
    }),
  );
  await Promise.all(calls);
}

async function usage(
  service: ServiceProcess,
  from: bigint,
  to: bigint,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Rusage> {
  return await service.call<Rusage>('getRusage', {
    start_time: String(from),
    end_time: String(to),
    ...parameters,
  });
}

/** Core hours of the namespace that calls without one belong to. */
function coreHours({ accounts }: Rusage): number {
  return accounts['default']?.cpu ?? 0;
}

interface Backend extends AsyncDisposable {
  readonly accounting: Readonly<Record<string, unknown>>;
}

const sqlite = (): Promise<Backend> =>
  Promise.resolve({ accounting: {}, [Symbol.asyncDispose]: () => Promise.resolve() });

async function influxdb(): Promise<Backend> {
  const influxd = await startInfluxd({ auth: { username: 'julia', password: "it's secret" } });
  return {
    accounting: {
      accountingtype: 'JuliaRun.KuberClusters.InfluxDBAccounting',
      accounting: { influxdb: { url: influxd.url, username: 'julia', password: "it's secret" } },
    },
    [Symbol.asyncDispose]: () => influxd[Symbol.asyncDispose](),
  };
}

async function accountedService(
  { accounting }: Backend,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ServiceProcess> {
  const { accounting: section = {}, ...rest } = accounting as { accounting?: object };
  const service = await serviceWith(
    {},
    { ...rest, accounting: { ...section, collect_interval: '60s', ...settings } },
  );
  await service.start();
  await service.call('setupMetrics');
  return service;
}

describe.each([
  ['SQLite', sqlite],
  ['InfluxDB', influxdb],
])('accounting on %s', (_, open) => {
  it('core hours are exact, in one report as in adjacent ones, before and after a restart', async () => {
    await using backend = await open();
    await using service = await accountedService(backend);
    const from = base();
    const to = from + 60n * MINUTE;
    await recordCpu(service, 'c1', { from, minutes: 20, millicores: 1_000 });
    await recordCpu(service, 'c2', { from, minutes: 60, millicores: 500 });
    await recordCpu(service, 'c3', { from: from + 2n * WINDOW, minutes: 3, millicores: 1_000 });
    const check = async (): Promise<void> => {
      expect(coreHours(await usage(service, from, to))).toBeCloseTo(5 / 6 + 0.05, 9);
      const cuts = [from, from + 7n * MINUTE, from + 22n * MINUTE + 1n, from + 31n * MINUTE, to];
      const parts = await Promise.all(
        cuts.slice(1).map(async (cut, at) => coreHours(await usage(service, cuts[at] ?? 0n, cut))),
      );
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(5 / 6 + 0.05, 9);
      const { rows } = await usage(service, from, to, { by: 'job', resource: 'cpu' });
      expect(rows.map(({ job, used }) => [job, Number(used.cpu?.toFixed(9))])).toEqual([
        ['c1', 0.333333333],
        ['c2', 0.5],
        ['c3', 0.05],
      ]);
    };
    await check();
    await service.end('SIGKILL');
    await service.start();
    await check();
    // the same again: it replaces what is there
    await recordCpu(service, 'c3', { from: from + 2n * WINDOW, minutes: 3, millicores: 1_000 });
    await check();
  });

  it('accounts for what a process really uses, however short it lives', async () => {
    await using backend = await open();
    await using service = await accountedService(backend, { collect_interval: '5s' });
    await service.write(
      'work/burn.sh',
      'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; times > "$JRUN_DIR/times"\n',
    );
    await service.call('submitJob/JuliaBatch', { name: 'burn', ...SHELL_JOB, start_script: 'burn.sh' });
    const { rows } = await eventually(
      () => service.call<Rusage>('getRusage', { by: 'job', resource: 'cpu,mem', start_time: '-1h' }),
      (report) => (report.rows[0]?.used.cpu ?? 0) > 0,
    );
    expect(rows).toHaveLength(1);
    const { code, stdout } = await service.juliarun(
      'rusage',
      '--start',
      '-1h',
      '--by',
      'job',
      '--format',
      'csv',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('burn');
  });

  it('refuses what cannot be, and says what to do', async () => {
    await using backend = await open();
    await using service = await accountedService(backend);
    const now = Math.floor(Date.now() / 1_000);
    for (const [api, parameters, word] of [
      ['recordMetrics', { resource: 'x', metric: 'NaN' }, 'finite'],
      ['recordMetrics', { resource: 'x', metric: 1, at_time: now }, 'seconds'],
      ['recordMetrics', { resource: 'x', metric: 1, at_time: now * 1_000 }, 'milliseconds'],
      ['recordMetrics', { resource: 'x', metric: 1, at_time: '4000000000000000000' }, 'ahead'],
      ['recordMetrics', { resource: 'x', metric: 1, tags: '{"type":"node"}' }, 'type'],
      ['getRusage', { resource: 'cpus' }, 'cpu'],
      ['getRusage', { start_time: now - 60 }, 'seconds'],
      ['getMetrics', { start_time: '2001-01-01T00:00:00Z', end_time: '2001-01-02T00:00:00Z' }, 'kept'],
    ] as const) {
      const { status, body } = await service.ask(api, parameters);
      expect([api, status, body]).toEqual([api, 400, expect.stringContaining(word)]);
    }
  });
});

describe('while InfluxDB is away', () => {
  it('what was recorded is kept, through kill -9 of both, and counted once', async () => {
    await using influxd = await startInfluxd();
    await using service = await accountedService({
      accounting: {
        accountingtype: 'JuliaRun.KuberClusters.InfluxDBAccounting',
        accounting: { influxdb: { url: influxd.url } },
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
    const from = base();
    await influxd.kill();
    await recordCpu(service, 'c1', { from, minutes: 10, millicores: 1_000 });
    const { metrics } = await service.call<{ metrics: Readonly<Record<string, unknown>> }>(
      'getSystemStatus',
      {
        verbose: 'true',
      },
    );
    expect(metrics['waiting_points']).toBeGreaterThanOrEqual(10);
    expect((await service.ask('getRusage')).status).toBe(503);
    await service.end('SIGKILL');
    await service.start();
    await recordCpu(service, 'c1', { from: from + 10n * MINUTE, minutes: 10, millicores: 1_000 });
    await influxd.restart();
    const report = await eventually(
      async () => {
        const { status, body } = await service.ask('getRusage', {
          start_time: String(from),
          end_time: String(from + 60n * MINUTE),
        });
        return status === 200 ? coreHours((JSON.parse(body) as { data: Rusage }).data) : 0;
      },
      (hours) => hours > 0.33,
    );
    expect(report).toBeCloseTo(1 / 3, 9);
  });

  it('points wait until setup_metrics has made what they need, which nobody does unasked', async () => {
    await using influxd = await startInfluxd();
    await using service = await serviceWith({});
    await service.configure({
      accountingtype: 'JuliaRun.KuberClusters.InfluxDBAccounting',
      accounting: { influxdb: { url: influxd.url } },
    });
    await service.start();
    await service.call('recordMetrics', { resource: 'backlog', metric: 7, job: 'x' });
    const told = await eventually(
      async () => (await fetch(`${service.url}/metrics`)).text(),
      (text) => text.includes('juliarun_metrics_setup_missing 1'),
    );
    expect(told).toContain('juliarun_metrics_setup_missing 1');
    const plan = await service.call<unknown[]>('setupMetrics', { dry_run: 'true' });
    expect(plan.length).toBeGreaterThan(0);
    expect(await service.call('setupMetrics')).toBe(true);
    expect(await service.call('setupMetrics', { dry_run: 'true' })).toEqual([]);
    const rows = await eventually(
      () => service.call<unknown[]>('getMetrics', { metrics: 'backlog:last' }),
      (found) => found.length > 0,
    );
    expect(rows).toMatchObject([{ container_name: 'x', backlog: { last: 7 } }]);
    expect((await service.ask('cleanupMetrics')).status).toBe(409);
    expect(await service.call('cleanupMetrics', { force: 'true' })).toBe(true);
  });
});
