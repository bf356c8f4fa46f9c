import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  cleanupMetrics,
  Context,
  getRusage,
  setupMetrics,
  showMetrics,
  type MetricsRow,
} from '../../../src/client/index.ts';
import { usageService, type UsageService } from '../../support/usage-service.ts';

const HOUR = 3_600_000_000_000n;
const start = 1_790_793_000_123_456_789n;
const plan = [{ action: 'create policy', detail: 'juliarun_totals keeps 400d' }];
let service: UsageService;
let context: Context;

beforeEach(async () => {
  service = await usageService([{ account: 'a', job: 'b', user: 'c', cpu: 2, mem: 3 }]);
  context = new Context({ url: service.url, retries: 0 });
});

afterEach(() => service[Symbol.asyncDispose]());

describe('usage', () => {
  test('is asked for to the nanosecond', async () => {
    const report = await getRusage(context, {
      start,
      end: start + HOUR,
      resource: ['cpu', 'mem'],
      by: 'job',
    });
    expect(report).toMatchObject({
      start_time: '2026-09-30T18:30:00.123456789Z',
      accounts: { a: { cpu: 2, mem: 3 } },
      rows: [{ account: 'a', job: 'b', user: 'c', used: { cpu: 2, mem: 3 } }],
    });
    expect(service.calls[0]?.parameters).toEqual({
      start_time: String(start),
      end_time: String(start + HOUR),
      resource: 'cpu,mem',
      by: 'job',
    });
  });

  test('what is not said is left to the service', async () => {
    await getRusage(context);
    await getRusage(context, { resource: 'gpu' });
    expect(service.calls.map(({ parameters }) => parameters)).toEqual([{}, { resource: 'gpu' }]);
  });
});

describe.each([
  ['setupMetrics', setupMetrics],
  ['cleanupMetrics', cleanupMetrics],
])('%s', (api, change) => {
  test('plans, or does it', async () => {
    service.plan = plan;
    expect(await change(context, { dryRun: true })).toEqual(plan);
    expect(await change(context, { force: true })).toBe(true);
    expect(service.calls).toEqual([
      { api, parameters: { dry_run: 'true', force: 'false' } },
      { api, parameters: { dry_run: 'false', force: 'true' } },
    ]);
  });
});

test('what needs force is an ApiError', async () => {
  await expect(cleanupMetrics(context)).rejects.toMatchObject({ status: 409 });
});

describe('showMetrics', () => {
  const row = { namespace_name: 'default', container_name: 'darts', pod_name: '', backlog: { last: 1 } };

  async function look(options: Parameters<typeof showMetrics>[1], most = Infinity) {
    const looks: MetricsRow[][] = [];
    for await (const rows of showMetrics(context, options)) if (looks.push(rows) >= most) break;
    return looks;
  }

  test('looks once', async () => {
    service.measure = () => [row];
    expect(await look({ start: '-1m', metrics: ['backlog:last'] })).toEqual([[row]]);
    expect(service.calls[0]?.parameters).toEqual({ start_time: '-1m', metrics: 'backlog:last' });
  });

  test('looks as often as it is told, each time anew', async () => {
    let last = 0;
    service.measure = () => [{ ...row, backlog: { last: ++last } }];
    const looks = await look({ times: 3, delaySecs: 0 });
    expect(looks.map(([first]) => first?.backlog)).toEqual([{ last: 1 }, { last: 2 }, { last: 3 }]);
  });

  test('looks without end', async () => {
    expect(await look({ times: 0, delaySecs: 0 }, 10)).toHaveLength(10);
    expect(service.calls).toHaveLength(10);
  });

  test('ends in the pause when it is aborted', async () => {
    const controller = new AbortController();
    const looks = showMetrics(context, { times: 0, delaySecs: 3_600, signal: controller.signal });
    await looks.next();
    const next = looks.next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });
});
