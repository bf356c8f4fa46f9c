import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { jobProcessesIn } from './support/processes.ts';
import type { ServiceProcess } from './support/service-process.ts';
import { livingOf, NOTE_START, serviceWith, SHELL_JOB, SLEEP, startsOf } from './support/shell-jobs.ts';

const WORKERS = { ...SHELL_JOB, start_script: 'sleep.sh', termination_grace: '5s' };

describe('kill -9 and a new start', () => {
  it.each([1, 6, 12])('while 20 workers are started, %i of them are up', async (up) => {
    await using service = await serviceWith({ 'sleep.sh': SLEEP });
    await service.start();
    await service.call('submitJob/JuliaParBatchWorkers', { name: 'many', ...WORKERS, nworkers: 20 });
    await eventually(
      () => startsOf(service, 'many'),
      (starts) => starts.length >= up,
      { every: 1 },
    );
    await service.end('SIGKILL');
    await service.start();
    await scaleBecomes(service, 'many', [20, 20]);
    const starts = await eventually(
      () => startsOf(service, 'many'),
      (noted) => noted.length >= 20,
    );
    expect(new Set(starts.map(({ process }) => process)).size).toBe(20);
    expect(starts).toHaveLength(20);
    expect(await livingOf(service, 'many')).toHaveLength(20);
    expect(await service.call('getJobStatus/JuliaParBatchWorkers', { name: 'many' })).toEqual([
      false,
      0,
      20,
      true,
      false,
    ]);
  });

  it('while workers are being stopped', async () => {
    await using service = await serviceWith({
      'slow.sh': `trap 'while [ ! -e "$JRUN_DIR/go" ]; do sleep 0.1; done; exit 0' TERM\n${NOTE_START}while :; do sleep 0.1; done\n`,
    });
    await service.start();
    const job = { ...SHELL_JOB, start_script: 'slow.sh', termination_grace: '10m' };
    await service.call('submitJob/JuliaParBatchWorkers', { name: 'slow', ...job, nworkers: 8 });
    await scaleBecomes(service, 'slow', [8, 8]);
    await eventually(
      () => startsOf(service, 'slow'),
      (starts) => starts.length === 8,
    );
    await service.call('setJobScale/JuliaParBatchWorkers', { name: 'slow', parallelism: 3 });
    await service.end('SIGKILL');
    await service.start();
    await scaleBecomes(service, 'slow', [3, 3]);
    await service.write('work/go', '');
    await eventually(
      () => livingOf(service, 'slow'),
      (living) => living.length === 3,
    );
    expect(await startsOf(service, 'slow')).toHaveLength(8);
  });

  it.each([
    [0, { succeeded: true, failed: false, exit_code: 0, restarts: 0 }],
    [7, { succeeded: false, failed: true, exit_code: 7, restarts: 0 }],
  ])('while a job ends with %i: its exit is known', async (code, status) => {
    await using service = await serviceWith({
      'until.sh': `${NOTE_START}while [ ! -e "$JRUN_DIR/go" ]; do sleep 0.1; done\necho over\nexit ${code}\n`,
    });
    await service.start();
    const job = { ...SHELL_JOB, start_script: 'until.sh', retries: 0 };
    await service.call('submitJob/JuliaBatch', { name: 'until', ...job });
    await eventually(
      () => startsOf(service, 'until'),
      (starts) => starts.length === 1,
    );
    await service.end('SIGKILL');
    await service.write('work/go', '');
    await eventually(
      () => jobProcessesIn(service.folder),
      (left) => left.length === 0,
    );
    await service.start();
    expect(await service.call('getJobStatus/JuliaBatch', { name: 'until', format: 'object' })).toMatchObject(
      status,
    );
    expect(await service.call('tailJob/JuliaBatch', { name: 'until' })).toMatch(/, over\n?$/);
    expect(await startsOf(service, 'until')).toHaveLength(1);
  });

  it('keeps what callers submitted, scaled and paused, and what scalers remember', async () => {
    const declared = { type: 'JuliaParBatchWorkers', name: 'declared', ...WORKERS, nworkers: 1 };
    await using service = await serviceWith({ 'sleep.sh': SLEEP }, { jobs: [declared] });
    await service.start();
    await service.call('submitJob/JuliaParBatchWorkers', { name: 'own', ...WORKERS, nworkers: 1 });
    const scaler = {
      name: 'own-scaler',
      job: 'JuliaParBatchWorkers/own',
      interval: '100ms',
      metric: 'Bounded(Average(JobMetric("backlog"); window="10m"), 1:4)',
    };
    const readings = async (): Promise<number> => {
      const [newest] = await service.call<{ explanation: string }[]>('getDecisions', { name: scaler.name });
      return Number(/\((\d+) readings/.exec(newest?.explanation ?? '')?.[1] ?? 0);
    };
    await service.call('submitJob/JobScaler', scaler);
    await service.call('recordMetrics', { resource: 'backlog', metric: 3, job: 'own' });
    await service.call('setJobScale/JuliaParBatchWorkers', { name: 'declared', parallelism: 3 });
    await scaleBecomes(service, 'declared', [3, 3]);
    await scaleBecomes(service, 'own', [3, 3]);
    await eventually(readings, (count) => count >= 20);
    await service.call('recordMetrics', { resource: 'backlog', metric: 4, job: 'own' });
    await scaleBecomes(service, 'own', [4, 4]); // what the scaler remembers is stored before the change
    await service.call('pauseScaler', { name: 'own-scaler' });

    await service.end('SIGKILL');
    await service.start();
    expect(await scaleOf(service, 'declared')).toEqual([3, 3]);
    expect(await scaleOf(service, 'own')).toEqual([4, 4]);
    expect(await startsOf(service, 'own')).toHaveLength(4);
    expect(await service.call('listJobs')).toMatchObject({ 'own-scaler': { type: 'JobScaler' } });
    expect(
      await service.call('getJobStatus/JobScaler', { name: 'own-scaler', format: 'object' }),
    ).toMatchObject({ reason: 'paused' });
    await service.call('resumeScaler', { name: 'own-scaler' });
    expect(await eventually(readings, (count) => count > 0)).toBeGreaterThan(20);
  });
});

describe('a clean stop and a new start', () => {
  it('with on_stop stop: jobs start again at their scale, which counts as no retry', async () => {
    const config = { compute: { on_stop: 'stop', cpu: 8, memory: '8Gi' } };
    await using service = await serviceWith({ 'sleep.sh': SLEEP }, config);
    await service.start();
    await service.call('submitJob/JuliaParBatchWorkers', { name: 'many', ...WORKERS, nworkers: 1 });
    await service.call('submitJob/JuliaBatch', { name: 'one', ...WORKERS, retries: 0 });
    await service.call('setJobScale/JuliaParBatchWorkers', { name: 'many', parallelism: 3 });
    await scaleBecomes(service, 'many', [3, 3]);
    await eventually(
      async () => [...(await startsOf(service, 'many')), ...(await startsOf(service, 'one'))],
      (starts) => starts.length === 4,
    );
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await jobProcessesIn(service.folder)).toEqual([]);

    await service.start();
    await scaleBecomes(service, 'many', [3, 3]);
    await eventually(
      async () => [...(await livingOf(service, 'many')), ...(await livingOf(service, 'one'))],
      (living) => living.length === 4,
    );
    expect(await startsOf(service, 'many')).toHaveLength(6);
    for (const [type, name] of [
      ['JuliaParBatchWorkers', 'many'],
      ['JuliaBatch', 'one'],
    ]) {
      expect(
        await service.call(`getJobStatus/${type}`, { name: name ?? '', format: 'object' }),
      ).toMatchObject({
        restarts: 0,
        failed: false,
      });
    }
  });

  it('with on_stop keep: jobs run on, and their lines are not lost', async () => {
    await using service = await serviceWith({
      'says.sh': `${NOTE_START}while [ ! -e "$JRUN_DIR/go" ]; do sleep 0.1; done\necho said while nobody listened\nexec sleep 1000\n`,
    });
    await service.start();
    await service.call('submitJob/JuliaBatch', { name: 'says', ...SHELL_JOB, start_script: 'says.sh' });
    const before = await eventually(
      () => livingOf(service, 'says'),
      (living) => living.length === 1,
    );
    expect(await service.end('SIGTERM')).toBe(0);
    await writeFile(path.join(service.folder, 'work/go'), '');
    await service.start();
    await eventually(
      () => service.call<string>('tailJob/JuliaBatch', { name: 'says' }),
      (lines) => lines.includes('said while nobody listened'),
    );
    expect(await livingOf(service, 'says')).toEqual(before);
  });
});

function scaleOf(service: ServiceProcess, name: string): Promise<[number, number]> {
  return service.call('getJobScale/JuliaParBatchWorkers', { name });
}

async function scaleBecomes(service: ServiceProcess, name: string, scale: [number, number]): Promise<void> {
  await eventually(
    () => scaleOf(service, name),
    (found) => found.join() === scale.join(),
  );
}
