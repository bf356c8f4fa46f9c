import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { usageService, type UsageService } from '../../support/usage-service.ts';

const plan = [
  { action: 'create policy', detail: 'juliarun_totals keeps 400d' },
  { action: 'alter policy', detail: 'default keeps 480h' },
];
let service: UsageService;

beforeEach(async () => {
  service = await usageService();
});

afterEach(() => service[Symbol.asyncDispose]());

async function run(...argv: readonly string[]) {
  const io = capturedIo({ env: { JRUN_URL: service.url } });
  const code = await runCli(argv, io);
  return { code, out: io.out(), err: io.err() };
}

describe.each([
  ['setup-metrics', 'setupMetrics', 'the store of metrics is set up; nothing to do\n'],
  ['cleanup-metrics', 'cleanupMetrics', 'nothing to clean up\n'],
])('%s', (command, api, nothing) => {
  test('tells what it would do', async () => {
    service.plan = plan;
    expect(await run(command, '--dry-run')).toEqual({
      code: 0,
      out: [
        'WOULD          DETAIL',
        'create policy  juliarun_totals keeps 400d',
        'alter policy   default keeps 480h',
        '',
      ].join('\n'),
      err: '',
    });
    expect(service.calls).toEqual([{ api, parameters: { dry_run: 'true', force: 'false' } }]);
  });

  test('tells what it has done', async () => {
    service.plan = plan;
    const { code, out } = await run(command, '--force');
    expect(code).toBe(0);
    expect(out).toMatch(/^DONE +DETAIL\ncreate policy /);
    expect(service.calls.at(-1)).toEqual({ api, parameters: { dry_run: 'false', force: 'true' } });
  });

  test('has nothing to do', async () => {
    expect(await run(command, '--force')).toEqual({ code: 0, out: nothing, err: '' });
  });

  test('as JSON', async () => {
    service.plan = plan;
    expect(JSON.parse((await run(command, '--force', '--format', 'json')).out)).toEqual(plan);
  });
});

test('what needs force is refused with the reason', async () => {
  expect(await run('cleanup-metrics')).toEqual({
    code: 1,
    out: '',
    err: 'juliarun: cleanup would delete totals\n',
  });
});

describe('status tells how metrics are', () => {
  const well = { setup_missing: false, waiting_points: 0, rollup_lag_seconds: 900 };

  test.each([
    [undefined, 'cluster up\n'],
    [well, 'cluster up\nmetrics up\n'],
    [{ ...well, rollup_lag_seconds: 7_200 }, 'cluster up\nmetrics up; totals are 120 minutes behind\n'],
    [{ ...well, setup_missing: true }, 'cluster up\nmetrics not set up: run juliarun setup-metrics\n'],
    [
      { ...well, store_away: 'refused', waiting_points: 12, oldest_unsent: '2026-10-25T00:00:00.000Z' },
      'cluster up\nmetrics away: refused; 12 points wait for the store, the oldest since 2026-10-25T00:00:00.000Z\n',
    ],
  ])('%j', async (health, text) => {
    service.health = health;
    expect(await run('status')).toEqual({ code: 0, out: text, err: '' });
  });
});
