import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { cliFixture, type CliFixture } from '../../support/cli-fixture.ts';
import { nothingDone } from '../../support/server-fixture.ts';

let cli: CliFixture;

beforeEach(async () => {
  cli = await cliFixture();
});

afterEach(() => cli[Symbol.asyncDispose]());

describe('scalers and metrics', () => {
  test('scalers, explain, pause, resume', async () => {
    expect((await cli.run('scalers')).out).toContain('no scalers');
    await cli.submitScaler();
    expect((await cli.run('explain', 'darts-scaler')).out).toBe('darts-scaler has decided nothing yet\n');
    expect((await cli.run('pause', 'darts-scaler', '--for', '1h')).out).toBe('paused darts-scaler for 1h\n');
    const { out } = await cli.run('scalers');
    expect(out).toMatch(/^NAME +JOB +VALUE +SCALE +STATUS +LAST REASON\n/);
    expect(out).toMatch(/\ndarts-scaler +darts .* paused /);
    const [row] = JSON.parse((await cli.run('scalers', '--format', 'json')).out);
    expect(row).toMatchObject({ job: 'JuliaParBatchWorkers/darts', metric: 'JobMetric("backlog") / 8' });
    expect((await cli.run('resume', 'darts-scaler')).out).toBe('resumed darts-scaler\n');
    expect((await cli.run('explain', 'darts-scaler', '-n', '2')).out).toMatch(
      /darts-scaler.*paused[^]*darts-scaler.*resumed/,
    );
    expect((await cli.run('explain', 'none')).code).toBe(1);
  });

  test('record and metrics', async () => {
    const at = '1700000000000000000';
    const recorded = await cli.run(
      'record',
      'backlog=12',
      'done=3',
      '--job',
      'darts',
      '--at',
      at,
      '--tag',
      'queue=q',
      'colour=red',
    );
    expect(recorded).toMatchObject({ code: 0, out: 'recorded backlog, done\n' });
    const line = ['metrics', '--start', at, '--end', at, '--metrics', 'backlog:mean,done:max'];
    expect((await cli.run(...line)).out).toBe(
      ['JOB    PROCESS  MEAN BACKLOG  MAX DONE', 'darts                     12         3', ''].join('\n'),
    );
    const twice = await cli.run(...line, '--times', '2', '--delay-secs', '0');
    expect(twice.out.match(/^JOB/gm)).toHaveLength(2);
    expect((await cli.run('metrics')).out).toBe('nothing was measured in this time\n');
  });

  test('metrics as comma-separated values', async () => {
    const at = '1700000000000000000';
    await cli.run('record', 'backlog=1.5', '--job', 'darts', '--at', at);
    const line = ['metrics', '--start', at, '--end', at, '--format', 'csv'];
    const { out } = await cli.run(...line, '--metrics', 'backlog:max');
    expect(out).toBe('namespace,job,process,backlog_max\r\ndefault,darts,,1.5\r\n');
    expect((await cli.run(...line)).out).toBe('namespace,job,process,cpu_mean_millicores,mem_mean_bytes\r\n');
    const twice = await cli.run(...line, '--metrics', 'backlog:max', '--times', '2', '--delay-secs', '0');
    expect(twice.out.match(/namespace/g)).toHaveLength(1);
    expect(twice.out.match(/darts/g)).toHaveLength(2);
    expect((await cli.run('list', '--format', 'csv')).code).toBe(2);
  });

  test('rusage, of what was recorded', async () => {
    const minute = 60_000_000_000n;
    for (const ago of [3n, 2n, 1n]) {
      const at = String(cli.clock.now() - ago * minute);
      await cli.run('record', 'cpu=1000', '--job', 'pi', '--process', 'pi-aaaaa', '--at', at);
    }
    const { code, out, err } = await cli.run('rusage', '--by', 'job', '--resource', 'cpu');
    expect([code, err]).toEqual([0, 'note: not final: late points still count\n']);
    expect(out).toMatch(/, UTC\n\nACCOUNT +JOB +CPU CORE H +REQUESTED +EFFICIENCY\ndefault +pi +0\.\d+ /);
    const chart = await cli.run('rusage', '--start', '-5m', '--chart', '--resource', 'cpu');
    expect(chart.out).toMatch(/\n5MIN +CPU CORE H\n.* #+\n/);
    expect(await cli.run('rusage', '--resource', 'cppu')).toMatchObject({
      code: 1,
      err: expect.stringContaining('did you mean "cpu"?'),
    });
  });

  test('setup-metrics and cleanup-metrics', async () => {
    expect((await cli.run('setup-metrics')).out).toContain('nothing to do');
    expect((await cli.run('cleanup-metrics', '--dry-run')).out).toContain('nothing to clean up');
  });

  test('reconfigure', async () => {
    expect((await cli.run('reconfigure')).out).toBe('nothing to change\n');
    const job = { kind: 'job' as const, namespace: 'default', name: 'darts' };
    cli.service.reload.answer = {
      ...nothingDone,
      drift: [{ ...job, change: 'changed' }],
      failed: [{ ...job, reason: 'no script' }],
    };
    expect(await cli.run('reconfigure', '--apply')).toEqual({
      code: 1,
      out: 'job default/darts was changed in the file and runs on as it is; --apply brings it in line\n',
      err: 'juliarun: job default/darts failed: no script\n',
    });
    cli.service.reload.answer = new Error('secret');
    expect(await cli.run('reconfigure')).toMatchObject({
      code: 1,
      err: expect.not.stringContaining('secret'),
    });
  });
});

describe('help', () => {
  test('of the whole', async () => {
    const { code, out } = await cli.run('--help');
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Usage: juliarun [options] [command]

      Runs jobs, scales them by what they really use, and accounts for it.

      Options:
        -V, --version                                   tell the version
        -h, --help                                      display help for command

      The service:
        serve [options]                                 run the service until it is interrupted
        check-config [options] [file]                   say whether a configuration file can be used
        status [options] [type] [name]                  how the cluster is, or how a job is
        reconfigure [options]                           have the service read its configuration file again
        help [command]                                  tell what a command does

      Jobs:
        submit [options] [type] [name] [parameters...]  submit a job, or a scaler, with the parameters of
                                                        its type
        list [options]                                  jobs and scalers of the namespace
        describe [options] <type> <name>                a job's definition, processes, events and last
                                                        exits
        scale [options] <type> <name> [workers]         a job's number of workers; with a number or a
                                                        range it is changed
        tail [options] [type] [name]                    the last lines that a job, or all jobs of the
                                                        namespace, have written
        wait [options] <type> <name>                    wait until a job has ended
        endpoint [options] <type> <name>                where a job is reached: hosts and ports
        update [options] [type] [name] [parameters...]  change parameters of a job; its processes are
                                                        replaced one at a time
        delete [options] <type> <name>                  delete a job with its scalers, or a scaler

      Scalers:
        scalers [options]                               scalers of the namespace, and what they last
                                                        decided
        explain [options] <scaler>                      why a scaler did what it did: its last decisions,
                                                        oldest first
        pause [options] <scaler>                        stop a scaler from deciding
        resume [options] <scaler>                       let a paused scaler decide again

      Metrics and usage:
        record [options] <metric=value...>              record values of metrics
        metrics [options] [period]                      metrics of each process over a time
        rusage [options] [period]                       what accounts, jobs or users used over a time
        setup-metrics [options]                         make or alter what the store of metrics needs, as
                                                        the configuration says
        cleanup-metrics [options]                       remove totals and averages and restore what setup
                                                        altered; what was measured stays

      Exit codes: 0 done, 1 refused or failed, 2 wrong command line or configuration,
      3 the service does not answer, 124 time ran out, 130 interrupted.

      "
    `);
  });

  test('of a job type comes from the service', async () => {
    const { code, out } = await cli.run('submit', 'JuliaBatch', '--help');
    expect(code).toBe(0);
    expect(out).toContain('Usage: juliarun submit TYPE NAME [--PARAM VALUE]...');
    expect(out).toMatch(/\n {2}--start_script +Script to run \(required\)\n/);
    expect(out).toMatch(/\n {2}--retries +.* \(default: 6\)\n/);
    expect(await cli.run('submit', 'None', '--help')).toMatchObject({ code: 1 });
  });

  test('without a command, on standard error', async () => {
    const { code, out, err } = await cli.run();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: juliarun');
  });
});

describe('where the service is', () => {
  const nowhere = 'http://127.0.0.1:9';

  test('--url wins over JRUN_URL', async () => {
    expect((await cli.run('list', '--url', nowhere)).code).toBe(3);
    const io = capturedIo({ env: { JRUN_URL: nowhere } });
    expect(await runCli(['list', '--url', cli.url], io)).toBe(0);
  });

  test('a service that does not run: what to do', async () => {
    const { err } = await cli.run('list', '--url', nowhere);
    expect(err).toContain(nowhere);
    expect(err).toContain('juliarun serve --config FILE');
    const help = await cli.run('submit', 'JuliaBatch', '--help', '--url', nowhere);
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('does not run now') });
  });

  test('namespaces', async () => {
    await cli.submitDarts();
    expect((await cli.run('list', '--namespace', 'other')).out).toContain('no jobs');
    const io = capturedIo({ env: { JRUN_URL: cli.url, JRUN_NAMESPACE: 'other' } });
    await runCli(['list'], io);
    expect(io.out()).toContain('no jobs');
  });
});

test('a line that cannot be meant is refused before anything is asked', async () => {
  for (const line of [
    ['list', '--namespace', 'Team A'],
    ['tail', '--count', 'x'],
    ['tail', '-n', '-1'],
    ['list', '--url', '127.0.0.1:8888'],
    ['list', '--url', 'x'],
  ]) {
    expect(await cli.run(...line)).toMatchObject({ code: 2, out: '' });
  }
});

test('the version, and help by its name', async () => {
  expect(await cli.run('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
  expect(await cli.run('help', 'tail')).toMatchObject({ code: 0, out: expect.stringContaining('--follow') });
});

test('check-config takes its file with --config too', async () => {
  const file = 'config/quickstart.jsonc';
  expect(await cli.run('check-config', '--config', file)).toMatchObject({
    code: 0,
    out: `${file} is valid\n`,
  });
});
