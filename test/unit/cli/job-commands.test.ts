import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { cliFixture, type CliFixture } from '../../support/cli-fixture.ts';

let cli: CliFixture;

beforeEach(async () => {
  cli = await cliFixture();
});

afterEach(() => cli[Symbol.asyncDispose]());

describe('jobs', () => {
  test('submit', async () => {
    const { code, out } = await cli.run(
      ...'submit JuliaBatch hello --start_script h.js --run_volume work --external'.split(' '),
    );
    expect([code, out]).toEqual([0, 'submitted hello; see: juliarun status JuliaBatch hello\n']);
    expect(await cli.service.data('/describeJob/JuliaBatch/?name=hello')).toMatchObject({
      parameters: { external: true },
    });
  });

  test.each([
    ['submit', 'give a job type and a name'],
    ['submit JuliaBatch', 'give a job type and a name'],
    ['submit JuliaBatch --start_script x', 'give a job type and a name'],
    ['submit JuliaBatch hello word', '"word" is not a parameter'],
    ['status JuliaBatch', 'give the name of the job'],
    ['tail JuliaBatch', 'give the name of the job'],
    ['wait JuliaBatch hello --timeout soon', 'not a number of seconds'],
    ['record backlog', 'not of the form name=value'],
    ['record backlog=many', 'not a number'],
    ['metrics --times x', 'not a whole number'],
    ['metrics --delay-secs soon', 'not a number of seconds'],
    ['scale JuliaBatch', "missing required argument 'name'"],
    ['lst', 'Did you mean list?'],
    ['list --format csv', 'Allowed choices are table, json'],
    ['list --colour', "unknown option '--colour'"],
  ])('%s: the command line is wrong', async (line, message) => {
    const { code, out, err } = await cli.run(...line.split(' '));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('the service refuses', async () => {
    const { code, out, err } = await cli.run(
      'submit',
      'JuliaBatch',
      'hello',
      '--strt_script',
      'x',
      '--run_volume',
      'work',
    );
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('did you mean "start_script"?');
  });

  test('list', async () => {
    expect((await cli.run('list')).out).toContain('no jobs');
    await cli.submitScaler();
    const { out } = await cli.run('list');
    expect(out).toMatchInlineSnapshot(`
      "NAME          TYPE                  STATUS   WORKERS  RESTARTS  REASON
      darts         JuliaParBatchWorkers  running  2/2             0
      darts-scaler  JobScaler             running                  0  waits for darts
      "
    `);
    expect(JSON.parse((await cli.run('list', '--format', 'json')).out)).toMatchObject({
      darts: { scale: [2, 2] },
    });
  });

  test('status', async () => {
    await cli.submitDarts();
    expect((await cli.run('status', 'JuliaParBatchWorkers', 'darts')).out).toBe(
      'running\nworkers: 2 requested, 0 succeeded, 0 waiting\n',
    );
    expect((await cli.run('status', 'JuliaBatch', 'darts')).code).toBe(1);
  });

  test('status of the cluster', async () => {
    const { code, out } = await cli.run('status');
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "cluster up
      metrics up

      NODE      CORES  MEMORY            GPUS  FREE CPU  FREE MEMORY  FREE GPU
      memory  1000000  1048576.0 GiB  1000000  100 %     100 %        100 %
      "
    `);
    cli.service.cluster.controls.setAway('unplugged');
    expect(await cli.run('status')).toMatchObject({ code: 1, out: 'cluster down: unplugged\nmetrics up\n' });
  });

  test('scale', async () => {
    await cli.submitDarts();
    expect((await cli.run('scale', 'JuliaParBatchWorkers', 'darts')).out).toBe('2 of 2 workers run\n');
    expect((await cli.run('scale', 'JuliaParBatchWorkers', 'darts', '3', '--wait')).out).toBe(
      '3 of 3 workers run\n',
    );
    expect((await cli.run('scale', 'JuliaParBatchWorkers', 'darts', 'many')).code).toBe(1);
  });

  test('describe', async () => {
    await cli.submitScaler();
    const { out } = await cli.run('describe', 'JuliaParBatchWorkers', 'darts');
    expect(out).toContain('status       running');
    expect(out).toContain('scalers      darts-scaler');
    expect(out).toMatch(/Processes\n {2}darts-\w{5} {2}worker {2}running/);
  });

  test('tail', async () => {
    await cli.submitDarts();
    cli.service.cluster.controls.write('default', 'darts-aaaaa', 'hello');
    expect((await cli.run('tail', 'JuliaParBatchWorkers', 'darts', '-n', '1')).out).toMatch(
      /, darts-aaaaa, hello\n$/,
    );
    expect((await cli.run('tail')).out).toMatch(/, darts-aaaaa, hello\n$/);
  });

  test('tail -f until interrupted', async () => {
    await cli.submitDarts();
    cli.service.cluster.controls.write('default', 'darts-aaaaa', 'one');
    const io = cli.io();
    const running = runCli(['tail', '-f', 'JuliaParBatchWorkers', 'darts'], io);
    await expect.poll(() => io.out()).toContain('one');
    cli.service.cluster.controls.write('default', 'darts-aaaaa', 'two');
    await expect.poll(() => io.out()).toContain('two');
    io.interrupt();
    expect(await running).toBe(130);
    expect(io.err()).toBe('');
  });

  test('wait, telling how it goes', async () => {
    await cli.run(...'submit JuliaBatch hello --start_script h.js --run_volume work'.split(' '));
    const io = cli.io();
    const running = runCli(['wait', 'JuliaBatch', 'hello'], io);
    await expect.poll(() => io.err()).toBe('hello: runs\n');
    const { processes } = (await cli.service.data('/describeJob/JuliaBatch/?name=hello')) as {
      processes: { name: string }[];
    };
    cli.service.cluster.controls.exit(processes[0]?.name ?? '', 0);
    await cli.clock.advance(1_000);
    expect(await running).toBe(0);
    expect(io.out()).toMatch(/^hello succeeded/);
  });

  test('wait fails with the job', async () => {
    await cli.run(...'submit JuliaBatch hello --start_script h.js --run_volume work --retries 0'.split(' '));
    const waiting = cli.run('wait', 'JuliaBatch', 'hello');
    const { processes } = (await cli.service.data('/describeJob/JuliaBatch/?name=hello')) as {
      processes: { name: string }[];
    };
    cli.service.cluster.controls.exit(processes[0]?.name ?? '', 3);
    await expect
      .poll(
        async () => (
          await cli.clock.advance(500),
          cli.service.data('/getJobStatus/JuliaBatch/?name=hello&format=object')
        ),
      )
      .toMatchObject({ failed: true });
    await cli.clock.advance(1_000);
    expect(await waiting).toMatchObject({ code: 1, out: expect.stringMatching(/^hello failed/) });
  });

  test('wait gives up when time is over', async () => {
    await cli.submitDarts();
    expect(await cli.run('wait', 'JuliaParBatchWorkers', 'darts', '--timeout', '0.05')).toMatchObject({
      code: 124,
      out: '',
    });
  });

  test('delete says that what the configuration file declares stays away', async () => {
    const { jobs, cluster } = cli.service;
    const own = { namespace: 'default', name: 'own', type: 'JuliaBatch', owner: 'config' as const };
    const signal = new AbortController().signal;
    await jobs.submit({ ...own, parameters: { start_script: 'w.js', run_volume: 'work' } }, signal);
    await cluster.declared.write([{ kind: 'job', ...own, hash: 'h', deletedByApi: false }], signal);
    const { out } = await cli.run('delete', 'JuliaBatch', 'own', '--force');
    expect(out).toBe(
      'deleted own; the configuration file declares it: it stays away until its entry changes\n',
    );
  });

  test('delete', async () => {
    await cli.submitDarts();
    expect(await cli.run('delete', 'JuliaParBatchWorkers', 'darts')).toMatchObject({
      code: 1,
      err: expect.stringContaining('force'),
    });
    expect(await cli.run('delete', 'JuliaParBatchWorkers', 'darts', '--force')).toMatchObject({
      code: 0,
      out: 'deleted darts\n',
    });
  });

  test('update and endpoint', async () => {
    await cli.submitDarts();
    expect(await cli.run('update', 'JuliaParBatchWorkers', 'darts', '--cpu', '2')).toMatchObject({
      code: 0,
      out: 'updated darts\n',
    });
    expect((await cli.run('endpoint', 'JuliaParBatchWorkers', 'darts')).out).toBe('darts has no ports\n');
  });
});
