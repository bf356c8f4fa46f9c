import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { livingOf, serviceWith, SHELL_JOB, SLEEP, startsOf } from './support/shell-jobs.ts';

const JOB = { type: 'JuliaBatch', name: 'one', start_script: 'sleep.sh', ...SHELL_JOB };

describe('a start that cannot succeed', () => {
  it('is refused while another service has the state or the port, and touches nothing', async () => {
    await using first = await serviceWith({ 'sleep.sh': SLEEP }, { jobs: [JOB] });
    await first.start();
    const running = await eventually(
      () => livingOf(first, 'one'),
      (living) => living.length === 1,
    );

    const state = path.join(first.folder, '.juliarun');
    expect(await first.juliarun('serve', '--config', 'config.jsonc')).toMatchObject({
      code: 1,
      stderr: `juliarun: the state folder ${state} is in use by process ${first.pid}; stop that service, or give this one another compute.state\n`,
    });

    // a state of its own, with a job that runs, but the first one's port
    await using second = await serviceWith({ 'sleep.sh': SLEEP }, { jobs: [JOB] });
    await second.start();
    const adopted = await eventually(
      () => livingOf(second, 'one'),
      (living) => living.length === 1,
    );
    await second.end('SIGKILL');
    const port = Number(new URL(first.url).port);
    await second.write(
      'config.jsonc',
      JSON.stringify({ server: { port }, jobs: [{ ...JOB, name: 'two' }], images: {}, storage: {} }),
    );
    const refused = await second.juliarun('serve', '--config', 'config.jsonc');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      `juliarun: cannot listen on port ${port} of 127.0.0.1: another program, perhaps a second juliarun, uses it; stop that one or set server.port to another`,
    );
    expect(await livingOf(second, 'one')).toEqual(adopted);
    expect(await startsOf(second, 'one')).toHaveLength(1);
    expect(await startsOf(second, 'two')).toHaveLength(0);
    expect(await livingOf(first, 'one')).toEqual(running);
    expect(await first.call('getSystemStatus')).toBe(true);
  });

  it('is refused on the state of a newer version, which it leaves alone', async () => {
    await using service = await serviceWith({});
    const file = path.join(service.folder, '.juliarun/state.db');
    await mkdir(path.dirname(file));
    using database = new DatabaseSync(file);
    database.exec('CREATE TABLE jobs (shape TEXT); PRAGMA user_version = 99');
    const { code, stderr } = await service.juliarun('serve', '--config', 'config.jsonc');
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${file} was written by a newer version of this program: its format is 99, this version knows formats up to`,
    );
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
  });

  it('tells all mistakes of the configuration at once, each with its line', async () => {
    await using service = await serviceWith({});
    const file = path.join(service.folder, 'config.jsonc');
    await service.write(
      'config.jsonc',
      [
        '{',
        '  "server": { "prot": 1234 },',
        '  "accounting": { "collect_interval": "10 parsecs" },',
        '  "jobs": [',
        '    { "type": "JuliaBacht", "name": "a", "run_volume": "work" },',
        '    { "type": "JuliaBatch", "name": "b", "start_script": "b.sh", "run_volume": "work", "memroy": "1Gi" }',
        '  ],',
        '  "scalers": [',
        '    { "name": "s", "job": "JuliaParBatchWorkers/c", "max": 3, "metric": "Averge(JobMetric(\\"cpu\\"), 20)" }',
        '  ]',
        '}',
      ].join('\n'),
    );
    for (const command of [
      ['serve', '--config', 'config.jsonc'],
      ['check-config', 'config.jsonc'],
    ]) {
      const first = await service.juliarun(...command);
      expect(first.code).toBe(2);
      expect(first.stdout).toBe('');
      expect(first.stderr).toContain('config.jsonc:2:15: server.prot');
      expect(first.stderr).toContain('fix: write "port"');
      expect(first.stderr).toContain('config.jsonc:3:39: accounting.collect_interval');
    }
    await service.write(
      'config.jsonc',
      (await readFile(file, 'utf8')).split('\n').toSpliced(1, 2).join('\n'),
    );
    const second = await service.juliarun('serve', '--config', 'config.jsonc');
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/config\.jsonc:3:15: .*JuliaBacht.*\n[^]*JuliaBatch/);
    expect(second.stderr).toMatch(/config\.jsonc:4:\d+: .*memroy[^]*"memory"/);
    expect(second.stderr).toMatch(/config\.jsonc:7:\d+: .*Averge[^]*did you mean Average\?/);
  });
});
