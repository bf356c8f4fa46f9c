import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterParts } from '../../src/clusters/cluster-parts.ts';
import type { LocalClusterConfig } from '../../src/clusters/local/schema.ts';
import type { JobSpec, ProcessSpec } from '../../src/jobs/job-spec.ts';
import type { JobState } from '../../src/jobs/job-state.ts';
import { batchSpec, parallelSpec, processSpec, serviceSpec, workersSpec } from '../support/job-spec.ts';
import {
  isThere,
  killLeft,
  localConfig,
  processesOf,
  startLocalCluster,
  startsOf,
  until,
} from '../support/local-cluster.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;
let folder: TemporaryFolder;
let config: LocalClusterConfig;
let parts: ClusterParts;

beforeEach(async () => {
  folder = await temporaryFolder();
  config = await localConfig(folder.path, { script_roots: [path.join(folder.path, 'roots')] });
  parts = await startLocalCluster(config);
});

afterEach(async () => {
  await parts[Symbol.asyncDispose]();
  await killLeft(folder.path);
  await folder[Symbol.asyncDispose]();
});

function behaving(behaviour: string, overrides: Partial<ProcessSpec> = {}): Partial<JobSpec> {
  return { master: processSpec('master', { env: { BEHAVIOUR: behaviour }, ...overrides }), retries: 0 };
}

async function untilRunning(job: JobSpec, count = 1): Promise<JobState> {
  await parts.cluster.submit(job, never);
  await until('it has started', async () => (await startsOf(folder.path, job.name)).length >= count);
  return untilState(
    job,
    (state) => state.processes.filter(({ phase }) => phase === 'running').length === count,
  );
}

async function untilState(job: JobSpec, holds: (state: JobState) => boolean): Promise<JobState> {
  return until(`${job.name} is as expected`, async () => {
    const state = await parts.cluster.find(job, never);
    return state !== undefined && holds(state) && state;
  });
}

async function runToEnd(job: JobSpec): Promise<JobState> {
  await parts.cluster.submit(job, never);
  return untilState(job, ({ finished }) => finished !== undefined);
}

async function linesOf(job: JobSpec): Promise<readonly string[]> {
  return (await parts.logs.tail({ namespace: 'default', job: job.name, count: 1_000 }, never)).map(
    ({ message }) => message,
  );
}

describe('ends', () => {
  test('a process that ignores SIGTERM is killed after its grace', async () => {
    const job = batchSpec('deaf', { ...behaving('ignore-term'), terminationGrace: 300 });
    await untilRunning(job);
    const [start] = await startsOf(folder.path, 'deaf');
    await parts.cluster.delete(job, never);
    expect(isThere(start?.pid ?? 0)).toBe(true);
    await until('it is gone', () => !isThere(start?.pid ?? 0));
  });

  test('children of a process end with it, also those that left its session', async () => {
    const job = batchSpec('family', behaving('forks'));
    await untilRunning(job);
    await until('it has forked', async () => (await processesOf(folder.path)).length >= 6);
    expect(await parts.cluster.delete(job, never)).toBe(true);
    await until('all are gone', async () => (await processesOf(folder.path)).length === 0);
  });

  test('what a process leaves behind when it ends by itself is ended too', async () => {
    const state = await runToEnd(batchSpec('leaver', behaving('leaves')));
    expect(state.finished).toMatchObject({ outcome: 'succeeded' });
    await until('all are gone', async () => (await processesOf(folder.path)).length === 0);
  });

  test('a process over its memory limit is killed, and the reason is oom', async () => {
    const limit = 100 * 2 ** 20;
    const state = await runToEnd(batchSpec('eater', behaving('eats', { memory: { request: limit, limit } })));
    expect(state.finished).toMatchObject({ outcome: 'failed', exitCode: 137 });
    expect(state.lastExits).toMatchObject([{ reason: 'oom', exitCode: 137 }]);
    await until('all are gone', async () => (await processesOf(folder.path)).length === 0);
  });

  test('a shim that is killed is noticed, and its command does not stay', async () => {
    const job = batchSpec('orphan', behaving('until-told'));
    await untilRunning(job);
    const [start] = await startsOf(folder.path, 'orphan');
    const claim = await readFile(path.join(folder.path, 'state/runs', String(start?.run), 'pid'), 'utf8');
    process.kill(Number.parseInt(claim, 10), 'SIGKILL');
    expect((await untilState(job, ({ finished }) => finished !== undefined)).finished?.outcome).toBe(
      'failed',
    );
    await until('all are gone', async () => (await processesOf(folder.path)).length === 0);
  });

  test('a late shim finds its run claimed and starts nothing', async () => {
    const run = path.join(folder.path, 'run');
    await mkdir(run);
    await writeFile(path.join(run, 'pid'), 'service\n');
    const shim = path.resolve(import.meta.dirname, '../../src/clusters/local/shim.sh');
    const mark = path.join(folder.path, 'mark');
    await promisify(execFile)('setsid', [
      '--wait',
      '/bin/sh',
      shim,
      run,
      path.join(folder.path, 'exit'),
      '',
      '/usr/bin/touch',
      mark,
    ]);
    await expect(readFile(mark)).rejects.toThrow(/ENOENT/);
  });
});

describe('what a process gets', () => {
  test('a clean environment with what describes the job', async () => {
    process.env['LEAKED'] = 'from the service';
    const job = batchSpec('env', {
      ...behaving('environment', { env: { BEHAVIOUR: 'environment', MINE: 'a b', JRUN_NAME: 'forged' } }),
      additionalVolumes: ['scratch'],
      ports: [{ name: 'http-api', container: 80, service: 80 }],
    });
    const state = await runToEnd(job);
    delete process.env['LEAKED'];
    const own = Object.fromEntries((await linesOf(job)).map((line) => line.split(/=(.*)/s, 2)));
    const work = path.join(folder.path, 'work');
    expect(own).toMatchObject({
      MINE: 'a b',
      JRUN_TYPE: 'JuliaBatch',
      JRUN_NAME: 'env',
      JRUN_PROCESS: state.processes[0]?.name,
      JRUN_NAMESPACE: 'default',
      JRUN_ROLE: 'master',
      JRUN_DIR: work,
      JRUN_VOLUME_WORK: work,
      JRUN_VOLUME_SCRATCH: path.join(folder.path, 'state/scratch/scratch'),
      JRUN_URL: 'http://127.0.0.1:8888',
      PWD: work,
      PATH: process.env['PATH'],
    });
    expect(own['JRUN_CLUSTER_COOKIE']).toMatch(/^\w{16}$/);
    expect(Number(own['JRUN_PORT_HTTP_API'])).toBeGreaterThan(1_024);
    expect(Object.keys(own)).not.toContain('LEAKED');
    expect(Object.keys(own)).not.toContain('JRUN_MASTER');
  });

  test('workers and their master are told where the master is', async () => {
    const env = { BEHAVIOUR: 'environment' };
    const job = parallelSpec('where', {
      master: processSpec('master', { env: {} }),
      workers: processSpec('worker', { env }),
    });
    await parts.cluster.submit(job, never);
    const places = await until('both have told', async () => {
      const told = (await linesOf(job)).filter((line) => line.startsWith('JRUN_MASTER='));
      return told.length >= 2 && told;
    });
    expect(new Set(places).size).toBe(1);
    expect(places[0]).toMatch(/^JRUN_MASTER=127\.0\.0\.1:\d+$/);
  });

  test('arguments are handed over as they are, but for volumes and ports', async () => {
    const args = [
      '-c',
      'printf "%s\\n" "$@"',
      '0',
      '/mnt/work/a',
      '--out=/mnt/work',
      '/mnt/other',
      '$HOME;`id`',
      'p=${port:http}',
    ];
    const run = { kind: 'program', command: 'sh', args } as const;
    const ports = [{ name: 'http', container: 80, service: 80 }];
    const job = serviceSpec('args', { ports, workers: processSpec('worker', { run }) });
    await parts.cluster.submit(job, never);
    const lines = await until('it has printed', async () => {
      const printed = await linesOf(job);
      return printed.length >= 5 && printed.slice(0, 5);
    });
    const work = path.join(folder.path, 'work');
    expect(lines.slice(0, 4)).toEqual([`${work}/a`, `--out=${work}`, '/mnt/other', '$HOME;`id`']);
    expect(lines[4]).toMatch(/^p=\d{5}$/);
  });

  test('a configuration file of its own with its ports', async () => {
    await writeFile(path.join(folder.path, 'work/web.conf'), 'listen ${port:http}; root /mnt/work/www;\n');
    const run = { kind: 'program', command: 'cat', cfgFile: 'web.conf', args: [] } as const;
    const ports = [{ name: 'http', container: 80, service: 80 }];
    const job = serviceSpec('web', { ports, workers: processSpec('worker', { run }) });
    await parts.cluster.submit(job, never);
    const [line] = await until('it has printed', async () => {
      const lines = await linesOf(job);
      return lines.length > 0 && lines;
    });
    expect(line).toMatch(new RegExp(`^listen \\d{5}; root ${folder.path}/work/www;$`));
  });
});

describe('what could never run is refused, and the message says how to mend it', () => {
  function script(name: string): Partial<JobSpec> {
    return { master: processSpec('master', { run: { kind: 'script', script: name } }) };
  }
  function program(run: { command?: string; args?: string[] }): Partial<JobSpec> {
    return { master: processSpec('master', { run: { kind: 'program', args: [], ...run } }) };
  }

  test.each<[string, Partial<JobSpec>, RegExp]>([
    [
      'a missing script',
      script('gone.sh'),
      /start_script "gone.sh" does not exist .*looked for .*\/work\/gone.sh/,
    ],
    ['a script that leads out', script('../state/x'), /leads out of .*work/],
    [
      'a script in no volume',
      script('/etc/passwd'),
      /lies in no volume of the job \(\/mnt\/work\/\).*script_roots/,
    ],
    ['a script in a volume that is not attached', script('/mnt/scratch/x'), /lies in no volume/],
    ['an unknown image', { image: 'nope' }, /no image "nope"; configured are "sh", "empty"/],
    ['an image without executable', { image: 'empty' }, /image "empty" has no "executable"/],
    ['an unknown volume', { runVolume: 'nope' }, /no volume "nope"; configured are "work", "scratch"/],
    [
      'a volume of another kind',
      { additionalVolumes: ['far'] },
      /storage.nfs, which the local cluster cannot mount/,
    ],
    [
      'a missing program',
      program({ command: 'no-such-program' }),
      /command "no-such-program": not found on the PATH/,
    ],
    [
      'an unknown port',
      program({ command: 'sh', args: ['${port:x}'] }),
      /refers to port "x"; the job's ports are: none/,
    ],
    ['an unknown package bundle', { packageBundle: 'work' }, /no package bundle "work"/],
  ])('%s', async (_, overrides, message) => {
    const job = batchSpec('bad', overrides);
    await expect(parts.cluster.check(job, never)).rejects.toThrow(message);
    await expect(parts.cluster.submit(job, never)).rejects.toMatchObject({ remedy: 'fix' });
    expect(await parts.cluster.list(undefined, never)).toEqual([]);
  });

  test('an absolute script below a script root may run', async () => {
    await mkdir(path.join(folder.path, 'roots'));
    const file = path.join(folder.path, 'roots/ok.sh');
    await writeFile(file, 'exit 0\n');
    expect((await runToEnd(batchSpec('rooted', script(file)))).finished?.outcome).toBe('succeeded');
  });

  test('a script that vanishes later is a failure that says so', async () => {
    const job = workersSpec('vanishing', { nworkers: 1 });
    await untilRunning(job);
    await writeFile(path.join(folder.path, 'work/script.sh'), 'exit 1\n');
    const { rm } = await import('node:fs/promises');
    await rm(path.join(folder.path, 'work/script.sh'));
    await parts.cluster.setScale(job, 2, [], never);
    const state = await untilState(job, ({ lastExits }) => lastExits.length > 0);
    expect(state.lastExits[0]).toMatchObject({ reason: 'not-started' });
    expect(state.events.map(({ message }) => message).join('\n')).toMatch(
      /could not be started: start_script .* does not exist/,
    );
  });
});
