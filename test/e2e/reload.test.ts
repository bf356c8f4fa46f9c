import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { ServiceProcess } from './support/service-process.ts';
import { livingOf, serviceWith, SHELL_JOB, SLEEP, startsOf } from './support/shell-jobs.ts';

const BASE = {
  images: { sh: { executable: '/bin/sh' } },
  storage: { hostpath: [{ name: 'work', path: './work' }] },
  compute: { cpu: 64, memory: '64Gi' },
};
const MANY = {
  type: 'JuliaParBatchWorkers',
  name: 'many',
  ...SHELL_JOB,
  start_script: 'sleep.sh',
  nworkers: 1,
};
const ONE = { type: 'JuliaBatch', name: 'one', ...SHELL_JOB, start_script: 'sleep.sh' };
const SCALER = {
  name: 'many-scaler',
  job: 'JuliaParBatchWorkers/many',
  interval: '100ms',
  metric: 'Bounded(2, 1:4)',
};

describe('a reload', () => {
  let service: ServiceProcess;
  const reload = (apply = false) =>
    service.call('reconfigure', { verbose: 'true', apply: apply ? 'true' : 'false' });
  beforeEach(async () => {
    service = await serviceWith({ 'sleep.sh': SLEEP }, { ...BASE, jobs: [MANY], scalers: [SCALER] });
    await service.start();
    await eventually(
      () => livingOf(service, 'many'),
      (living) => living.length === 2,
    );
  });
  afterEach(() => service[Symbol.asyncDispose]());

  it('takes in new jobs and scalers, changes scalers, and leaves running jobs alone until --apply', async () => {
    const before = await livingOf(service, 'many');
    const changed = { ...MANY, nworkers: 5, envvars: { COLOUR: 'blue' } };
    await service.configure({
      ...BASE,
      jobs: [changed, ONE],
      scalers: [
        {
          ...SCALER,
          metric: 'Bounded(3, 1:4)',
        },
      ],
    });
    expect(await reload()).toEqual({
      submitted: [job('one')],
      updated: [scaler('many-scaler')],
      deleted: [],
      failed: [],
      kept: [],
      drift: [
        {
          ...job('many'),
          change: 'changed',
        },
      ],
    });
    await eventually(
      () => livingOf(service, 'many'),
      (living) => living.length === 3,
    );
    expect(await livingOf(service, 'many')).toEqual(expect.arrayContaining([...before]));

    expect(await reload(true)).toMatchObject({ updated: [job('many')], drift: [] });
    await eventually(
      () => livingOf(service, 'many'),
      (living) => living.length === 3 && living.every((pid) => !before.includes(pid)),
    );
    expect(await service.call('getJobScale/JuliaParBatchWorkers', { name: 'many' })).toEqual([3, 3]);

    await service.configure({ ...BASE, jobs: [changed] });
    expect(await reload()).toMatchObject({
      deleted: [scaler('many-scaler')],
      drift: [
        {
          ...job('one'),
          change: 'removed',
        },
      ],
    });
    expect(await livingOf(service, 'one')).toHaveLength(1);
    expect(await reload(true)).toMatchObject({ deleted: [job('one')], drift: [] });
    expect(Object.keys(await service.call<object>('listJobs'))).toEqual(['many']);
  });

  it('stays away from what a caller has deleted, and tells what cannot be submitted', async () => {
    await service.call('deleteJob/JobScaler', { name: 'many-scaler' });
    const broken = { ...ONE, name: 'broken', start_script: 'missing.sh' };
    await service.configure({ ...BASE, jobs: [MANY, broken, ONE], scalers: [SCALER] });
    expect(await reload()).toMatchObject({
      submitted: [job('one')],
      kept: [scaler('many-scaler')],
      failed: [{ ...job('broken'), reason: expect.stringContaining('missing.sh') }],
    });
    await service.write('work/missing.sh', SLEEP);
    expect(await reload()).toMatchObject({ submitted: [job('broken')], failed: [] });
  });

  it('changes nothing if the file is bad, and says so in the answer and the metrics', async () => {
    const metrics = async () => (await fetch(`${service.url}/metrics`)).text();
    expect(await metrics()).toContain('\njuliarun_config_last_reload_successful 1\n');
    await service.write('config.jsonc', '{ "jobs": [], "scalers": [], "sever": {} }');
    const bad = await service.ask('reconfigure');
    expect(bad.status).toBe(400);
    expect(JSON.parse(bad.body).data).toMatch(/config\.jsonc:1:\d+: sever[^]*fix: write "server"/);
    expect(await metrics()).toContain('\njuliarun_config_last_reload_successful 0\n');

    await service.configure({ ...BASE, server: { port: 1 }, compute: { cpu: 1 }, jobs: [] });
    const restart = await service.ask('reconfigure');
    expect(restart.status).toBe(400);
    expect(JSON.parse(restart.body).data).toMatch(/compute.*server\.port changed; restart the service/);
    expect(Object.keys(await service.call<object>('listJobs')).toSorted()).toEqual(['many', 'many-scaler']);
    expect(await startsOf(service, 'many')).toHaveLength(2);
  });

  it('takes images, storage, log and host names into use at SIGHUP', async () => {
    const called = (name: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        get(`${service.url}/getSystemStatus`, { headers: { host: name } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).on('error', reject);
      });
    const other = { ...ONE, image: 'shell', run_volume: 'other', start_script: '/mnt/other/other.sh' };
    expect((await service.ask('submitJob/JuliaBatch', other)).status).toBe(400);
    expect(await called('juliarun.example')).toBe(403);
    expect(service.output).not.toContain('"level":20');

    await mkdir(path.join(service.folder, 'other'));
    await service.write('other/other.sh', SLEEP);
    await service.configure({
      ...BASE,
      jobs: [MANY],
      scalers: [SCALER],
      images: {
        ...BASE.images,
        shell: { executable: '/bin/sh' },
      },
      storage: {
        hostpath: [
          ...BASE.storage.hostpath,
          {
            name: 'other',
            path: './other',
          },
        ],
      },
      server: {
        port: Number(new URL(service.url).port),
        hosts: ['juliarun.example'],
      },
      log: { level: 'DEBUG' },
    });
    service.kill('SIGHUP');
    await eventually(
      () => service.output,
      (output) => output.includes('configuration reloaded'),
    );
    const { type: _, ...parameters } = other;
    await service.call('submitJob/JuliaBatch', parameters);
    await eventually(
      () => service.call<boolean[]>('getJobStatus/JuliaBatch', { name: 'one' }),
      ([, , , created]) => created === true,
    );
    expect(await called('juliarun.example')).toBe(200);
    await service.call('setJobScale/JuliaParBatchWorkers', { name: 'many', parallelism: 4 });
    await eventually(
      () => service.output,
      (output) => output.includes('"level":20'),
    );
  });
});

function job(name: string) {
  return { kind: 'job', namespace: 'default', name };
}

function scaler(name: string) {
  return { kind: 'scaler', namespace: 'default', name };
}
