import { mkdir, copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { jobProcessesIn } from './support/processes.ts';
import { ServiceProcess } from './support/service-process.ts';

type Scale = readonly [running: number, requested: number];

interface Told {
  readonly current: number;
  readonly desired: number;
  readonly outcome: string;
  readonly at: string;
  readonly reason: string;
}

const CONFIG = {
  images: { node: { executable: process.execPath } },
  storage: { hostpath: [{ name: 'work', path: './work' }] },
  accounting: { collect_interval: '1s' },
  compute: { cpu: 8, memory: '16Gi' },
  jobs: [
    {
      type: 'JuliaParBatchWorkers',
      name: 'load',
      start_script: 'load.js',
      run_volume: 'work',
      image: 'node',
      cpu: '0.2',
      memory: '1Gi',
      nworkers: 1,
      termination_grace: '3s',
    },
  ],
  scalers: [
    {
      name: 'load-scaler',
      job: 'JuliaParBatchWorkers/load',
      interval: '1s',
      metric:
        'Bounded(JobScaleMetric(Threshold(Combine([JobMetric("cpu"), JobMetric("memory")], maximum), (10.0, 100.0), 1)), 1:4)',
    },
  ],
};

describe('a scaler on real processes', () => {
  it('grows and shrinks with their load, through a kill -9 of the service in between', async () => {
    await using service = await ServiceProcess.create();
    const work = path.join(service.folder, 'work');
    await mkdir(work);
    await copyFile(path.join(import.meta.dirname, 'fixtures/load.js'), path.join(work, 'load.js'));
    await service.configure(CONFIG);
    const load = (percent: number): Promise<void> => writeFile(path.join(work, 'load'), String(percent));
    const scale = (): Promise<Scale> =>
      service.call<Scale>('getJobScale/JuliaParBatchWorkers', { name: 'load' });
    const decisions = (): Promise<readonly Told[]> =>
      service.call('getDecisions/JobScaler', { name: 'load-scaler', count: 200 });

    await load(60);
    await service.start();
    await eventually(scale, ([running, requested]) => running >= 3 && requested >= 3);
    await load(10);
    const before = await eventually(scale, ([running, requested]) => running === requested);
    const toldBefore = await decisions();
    const pidsBefore = await workerPids(service.folder);

    await service.end('SIGKILL');
    expect(await workerPids(service.folder)).toEqual(pidsBefore);
    await service.start();
    expect(await scale()).toEqual(before);
    expect(await workerPids(service.folder)).toEqual(pidsBefore);
    const toldAfter = await decisions();
    const changesBefore = toldBefore.filter(({ outcome }) => outcome === 'applied');
    expect(toldAfter.filter(({ outcome }) => outcome === 'applied')).toEqual(changesBefore);
    expect(changesBefore.length).toBeGreaterThanOrEqual(2);

    await load(0);
    await eventually(scale, ([running, requested]) => running === 1 && requested === 1);
    const starts = (await readFile(path.join(work, 'starts'), 'utf8')).trim().split('\n');
    expect(new Set(starts.map((line) => line.split(' ')[0])).size).toBe(starts.length);

    const kept = await eventually(
      () => workerPids(service.folder),
      (pids) => pids.length === 1,
    );
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await workerPids(service.folder)).toEqual(kept); // on_stop: keep
  });
});

async function workerPids(folder: string): Promise<readonly number[]> {
  const processes = await jobProcessesIn(folder);
  return processes
    .filter(({ command }) => command.endsWith('load.js') && !command.includes('shim'))
    .map(({ pid }) => pid)
    .toSorted((a, b) => a - b);
}
