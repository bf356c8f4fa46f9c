import path from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { ServiceProcess } from './support/service-process.ts';
import { livingOf, NOTE_START, serviceWith, SHELL_JOB, SLEEP, startsOf } from './support/shell-jobs.ts';
import { smallDisk } from './support/small-disk.ts';

const SCRIPTS = {
  'sleep.sh': SLEEP,
  'until.sh': `${NOTE_START}while [ ! -e "$JRUN_DIR/go" ]; do sleep 0.1; done\nexit 0\n`,
};
const MANY = { name: 'many' };
const JOB = { ...SHELL_JOB, start_script: 'sleep.sh' };
/** Asks for one more worker, again and again. */
const SCALER = {
  name: 'many-scaler',
  job: 'JuliaParBatchWorkers/many',
  interval: '500ms',
  metric: 'Bounded(JobScaleMetric(1), 1:200)',
};

it('on a full disk nothing new is taken and all that runs goes on; with space again, so does the service', async () => {
  await using disk = await smallDisk();
  await using service = await serviceWith(SCRIPTS, {
    compute: { state: path.join(disk.folder, 'state'), cpu: 64, memory: '64Gi' },
  });
  await service.start();
  await service.call('submitJob/JuliaParBatchWorkers', { ...MANY, ...JOB, nworkers: 2 });
  await service.call('submitJob/JuliaBatch', { name: 'until', ...JOB, start_script: 'until.sh' });
  await service.call('submitJob/JobScaler', SCALER);
  await eventually(
    () => requestedOf(service),
    (requested) => requested > 2,
  );
  await service.call('pauseScaler', { name: SCALER.name, for: '3s' }); // it goes on when the disk is full
  const requested = await requestedOf(service);
  const before = await eventually(
    () => livingOf(service, 'many'),
    (living) => living.length === requested,
  );
  await eventually(
    () => livingOf(service, 'until'),
    (living) => living.length === 1,
  );

  await disk.fill(service.pid);
  const held = await eventually(
    () => newestDecision(service),
    ({ outcome, count }) => outcome === 'held' && count > 1,
  );
  expect(held).toMatchObject({ current: requested, desired: requested + 1 });
  for (const [api, parameters, file] of [
    ['submitJob/JuliaBatch', { name: 'more', ...JOB }, 'state.db'],
    ['setJobScale/JuliaParBatchWorkers', { ...MANY, parallelism: 1 }, 'state.db'],
    ['deleteJob/JuliaParBatchWorkers', { ...MANY, force: 'true' }, 'state.db'],
    ['recordMetrics', { resource: 'backlog', metric: 2, job: 'many' }, 'metrics.db'],
  ] as const) {
    const { status, body } = await service.ask(api, parameters);
    expect({ api, status, ...JSON.parse(body) }).toEqual({
      api,
      status: 503,
      code: -50,
      data: expect.stringContaining(file),
    });
  }
  expect(await service.call('listJobs')).not.toHaveProperty('more');
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  await service.write('work/go', '');
  await eventually(
    () => livingOf(service, 'until'),
    (living) => living.length === 0,
  );
  expect(await livingOf(service, 'many')).toEqual(before);
  expect(await requestedOf(service)).toBe(requested);

  await disk.free(service.pid);
  await eventually(
    () => livingOf(service, 'many'),
    (living) => living.length > before.length,
  );
  await service.call('submitJob/JuliaBatch', { name: 'more', ...JOB });
  await eventually(
    () => livingOf(service, 'more'),
    (living) => living.length === 1,
  );
  await service.call('recordMetrics', { resource: 'backlog', metric: 3, job: 'many' });
  expect(await service.call('getMetrics', { metrics: 'backlog:last' })).toEqual([
    expect.objectContaining({ backlog: { last: 3 } }),
  ]);
  expect(await service.call('waitJob/JuliaBatch', { name: 'until', timeout: '20s' })).toMatchObject({
    succeeded: true,
    exit_code: 0,
    restarts: 0,
  });
  expect(await livingOf(service, 'many')).toEqual(expect.arrayContaining([...before]));
  expect(await startsOf(service, 'until')).toHaveLength(1);
});

interface Told {
  readonly outcome: string;
  readonly current: number;
  readonly desired: number;
  readonly count: number;
}

async function newestDecision(service: ServiceProcess): Promise<Told> {
  const [newest] = await service.call<Told[]>('getDecisions', { name: SCALER.name, count: 1 });
  if (newest === undefined) throw new Error('nothing is decided yet');
  return newest;
}

async function requestedOf(service: ServiceProcess): Promise<number> {
  const [, requested] = await service.call<[number, number]>('getJobScale/JuliaParBatchWorkers', MANY);
  return requested;
}
