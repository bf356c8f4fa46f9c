import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { MetricsRow } from '../../src/api/calls/get-metrics.ts';
import { Rusage, type RusageRow } from '../../src/api/calls/get-rusage.ts';
import { SystemStatus } from '../../src/api/calls/get-system-status.ts';
import type { Plan } from '../../src/api/plan.ts';
import { toExactRfc3339 } from '../../src/lib/time.ts';

/** Who uses how much all the time: cores, GiB and GPUs, and requests twice of it. */
export interface Consumer {
  readonly account: string;
  readonly job: string;
  readonly user: string;
  readonly cpu: number;
  readonly mem: number;
  readonly gpu?: number;
}

interface Call {
  readonly api: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface UsageService extends AsyncDisposable {
  readonly url: string;
  /** In the order in which they came. */
  readonly calls: readonly Call[];
  consumers: readonly Consumer[];
  /** Per hour; undefined: nothing has a price. */
  prices: { readonly cpu: number; readonly mem: number } | undefined;
  /** The last word on what getRusage answers. */
  alter: (report: Rusage) => Rusage;
  /** What getMetrics answers. */
  measure: (start: string | undefined, end: string | undefined) => readonly MetricsRow[];
  /** What setting up and cleaning up would do. */
  plan: Plan;
  /** What getSystemStatus says of metrics. */
  health: SystemStatus['metrics'];
}

const HOUR = 3.6e12;

/** A service whose usage is known beforehand, so that what is shown of it can be checked to the digit. */
export async function usageService(consumers: readonly Consumer[] = []): Promise<UsageService> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void answerTo(request).then(({ status, body }) => response.writeHead(status).end(JSON.stringify(body)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const service: UsageService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    consumers,
    prices: undefined,
    alter: (report) => report,
    measure: () => [],
    plan: [],
    health: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
  return service;

  async function answerTo(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const body = await text(request);
    const posted = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
    const given = Object.entries(posted).map(([name, value]) => [name, String(value)]);
    const parameters: Record<string, string> = {
      ...Object.fromEntries(searchParams),
      ...Object.fromEntries(given),
    };
    const api = pathname.split('/')[1] ?? '';
    calls.push({ api, parameters });
    const { start_time: start, end_time: end } = parameters;
    if (api === 'getRusage')
      return done(
        Rusage.parse(service.alter(reportOf(service, parameters, instantOf(start), instantOf(end)))),
      );
    if (api === 'getMetrics') return done(MetricsRow.array().parse(service.measure(start, end)));
    if (api === 'getSystemStatus') {
      const { health } = service;
      return done(
        SystemStatus.parse({ up: true, nodes: [], waiting: [], ...(health && { metrics: health }) }),
      );
    }
    if (parameters.dry_run === 'true') return done(service.plan);
    if (api === 'cleanupMetrics' && parameters.force !== 'true')
      return { status: 409, body: { code: -30, data: 'cleanup would delete totals' } };
    return done(true);
  }
}

/** Other times than nanoseconds are all the same to it. */
function instantOf(time: string | undefined): bigint {
  return BigInt(/^\d+$/.exec(time ?? '')?.[0] ?? 0);
}

function done(data: unknown): { status: number; body: unknown } {
  return { status: 200, body: { code: 0, data } };
}

function reportOf(
  { consumers, prices }: UsageService,
  { by = 'account', resource = 'cpu,mem' }: Readonly<Record<string, string>>,
  start: bigint,
  end: bigint,
): Rusage {
  const asked = resource.split(',');
  const length = Number(end - start) / HOUR;
  const hoursOf = (all: readonly Consumer[], times: number) => ({
    ...(asked.includes('cpu') && { cpu: sum(all.map(({ cpu }) => cpu)) * length * times }),
    ...(asked.includes('mem') && { mem: sum(all.map(({ mem }) => mem)) * length * times }),
    ...(asked.includes('gpu') && { gpu: sum(all.map(({ gpu = 0 }) => gpu)) * length }),
  });
  const rows = [...Map.groupBy(consumers, (one) => keyOf(one, by)).values()].map((all): RusageRow => {
    const used = hoursOf(all, 1);
    const [{ account, job, user } = { account: '', job: '', user: '' }] = all;
    return {
      account,
      ...(by === 'job' && { job }),
      ...(by !== 'account' && { user }),
      used,
      requested: hoursOf(all, 2),
      efficiency: 0.5,
      ...(prices && { cost: (used.cpu ?? 0) * prices.cpu + (used.mem ?? 0) * prices.mem }),
    };
  });
  const accounts = Map.groupBy(consumers, ({ account }) => account);
  return {
    start_time: toExactRfc3339(start),
    end_time: toExactRfc3339(end),
    accounts: Object.fromEntries([...accounts].map(([account, all]) => [account, hoursOf(all, 1)])),
    units: {
      ...(asked.includes('cpu') && { cpu: 'core_hours' }),
      ...(asked.includes('mem') && { mem: 'gib_hours' }),
      ...(asked.includes('gpu') && { gpu: 'gpu_hours' }),
    },
    coverage: Object.fromEntries([...accounts.keys()].map((account) => [account, 1])),
    rows,
    final: true,
  };
}

function keyOf({ account, job, user }: Consumer, by: string): string {
  return JSON.stringify([account, by === 'job' ? job : '', by === 'account' ? '' : user]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
