import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { jobProcessesIn } from './support/processes.ts';
import type { ServiceProcess } from './support/service-process.ts';
import { livingOf, NOTE_START, serviceWith, SHELL_JOB, SLEEP, startsOf } from './support/shell-jobs.ts';

interface Status {
  readonly succeeded: boolean;
  readonly failed: boolean;
  readonly reason: string | null;
  readonly restarts: number;
  readonly exit_code: number | null;
}

interface Described {
  readonly pending_reason: string | null;
  readonly last_exits: readonly { readonly exit_code: number | null; readonly reason: string }[];
}

const SCRIPTS = {
  'sleep.sh': SLEEP,
  'deaf.sh': `trap "" TERM\n${NOTE_START}while :; do sleep 0.1; done\n`,
  'forks.sh': `${NOTE_START}sleep 1000 &\nsetsid sleep 1000 &\n(setsid sh -c 'setsid sleep 1000 & exit') &\nwhile :; do sleep 0.1; done\n`,
  'fails.sh': `${NOTE_START}sleep 0.3\nexit 3\n`,
  'eats.sh': `${NOTE_START}head -c 300000000 /dev/zero | tail -c 300000000 | sleep 1000\n`,
};

describe('processes that do not behave', () => {
  it('one that ignores SIGTERM is killed after its grace, and the job shrinks', async () => {
    await using service = await serviceWith(SCRIPTS);
    await service.start();
    await submit(service, 'JuliaParBatchWorkers', 'deaf', 'deaf.sh', {
      nworkers: 2,
      termination_grace: '500ms',
    });
    await eventually(
      () => livingOf(service, 'deaf'),
      (living) => living.length === 2,
    );
    await service.call('setJobScale/JuliaParBatchWorkers', { name: 'deaf', parallelism: 1 });
    await eventually(
      () => livingOf(service, 'deaf'),
      (living) => living.length === 1,
    );
    const { last_exits: exits } = await eventually(
      () => describeJob(service, 'JuliaParBatchWorkers', 'deaf'),
      ({ last_exits: told }) => told.length === 1,
    );
    expect(exits[0]).toMatchObject({ exit_code: 137, reason: 'scaled-in' });
    await service.call('deleteJob/JuliaParBatchWorkers', { name: 'deaf', force: 'true' });
    expect(await remaining(service)).toEqual([]);
  });

  it('one that forks leaves no child behind', async () => {
    await using service = await serviceWith(SCRIPTS);
    await service.start();
    await submit(service, 'JuliaBatch', 'forks', 'forks.sh', { termination_grace: '1s' });
    await eventually(
      () => jobProcessesIn(service.folder),
      (found) => found.filter(({ command }) => command === 'sleep 1000').length === 3,
    );
    await service.call('deleteJob/JuliaBatch', { name: 'forks', force: 'true' });
    expect(await remaining(service)).toEqual([]);
  });

  it('one that takes more memory than its limit is killed, which is told', async () => {
    await using service = await serviceWith(SCRIPTS);
    await service.start();
    await submit(service, 'JuliaBatch', 'eats', 'eats.sh', { retries: 0 });
    expect(await ended(service, 'JuliaBatch', 'eats')).toMatchObject({
      failed: true,
      exit_code: 137,
      reason: expect.stringContaining('oom'),
    });
    const { last_exits: exits } = await describeJob(service, 'JuliaBatch', 'eats');
    expect(exits).toEqual([expect.objectContaining({ reason: 'oom' })]);
    expect(await remaining(service)).toEqual([]);
  });

  it('failures are made good as the job says', async () => {
    await using service = await serviceWith(SCRIPTS);
    await service.start();
    await submit(service, 'JuliaBatch', 'batch', 'fails.sh', { retries: 1 });
    await submit(service, 'JuliaParBatchWorkers', 'never', 'fails.sh', { nworkers: 2, restart: 'Never' });
    await submit(service, 'JuliaParBatchWorkers', 'onfailure', 'fails.sh', {
      nworkers: 1,
      restart: 'RestartOnFailure',
      retries: 1,
    });
    await submit(service, 'JuliaParBatchWorkers', 'always', 'fails.sh', { nworkers: 1, retries: 0 });
    await submit(service, 'JuliaBatch', 'long', 'sleep.sh', { timeout: '500ms' });

    expect(await ended(service, 'JuliaBatch', 'batch')).toMatchObject({
      failed: true,
      restarts: 1,
      exit_code: 3,
      reason: expect.stringContaining('exited with 3'),
    });
    expect(await startsOf(service, 'batch')).toHaveLength(2);
    expect(await ended(service, 'JuliaParBatchWorkers', 'never')).toMatchObject({
      failed: true,
      restarts: 0,
    });
    expect(await startsOf(service, 'never')).toHaveLength(2);
    expect(await ended(service, 'JuliaParBatchWorkers', 'onfailure')).toMatchObject({
      failed: true,
      restarts: 1,
    });
    expect(await ended(service, 'JuliaBatch', 'long')).toMatchObject({
      failed: true,
      reason: expect.stringContaining('timeout'),
    });
    await eventually(
      () => startsOf(service, 'always'),
      (starts) => starts.length >= 3,
    );
    const always = await eventually(
      () => statusOf(service, 'JuliaParBatchWorkers', 'always'),
      ({ reason }) => reason !== null,
    );
    expect(always.reason).toMatch(/^always-[a-z0-9]{5} exited with 3; restarts \d s later$/);
    expect(always.failed).toBe(false);
  });
});

describe('what does not fit', () => {
  it('waits in order, with its reason', async () => {
    await using service = await serviceWith(SCRIPTS, { compute: { cpu: 2, memory: '4Gi' } });
    await service.start();
    const pending = async (name: string) =>
      (await describeJob(service, 'JuliaBatch', name)).pending_reason ?? '';
    await submit(service, 'JuliaBatch', 'first', 'sleep.sh', { cpu: '1.5' });
    await submit(service, 'JuliaBatch', 'second', 'sleep.sh', { cpu: '1' });
    await submit(service, 'JuliaBatch', 'third', 'sleep.sh', { cpu: '0.6' });
    await submit(service, 'JuliaBatch', 'giant', 'sleep.sh', { cpu: '64' });
    await submit(service, 'JuliaBatch', 'fat', 'sleep.sh', { memory: '64Gi' });

    expect(await pending('second')).toBe('waits for capacity: needs 1 core, 0.5 cores free');
    expect(await pending('third')).toBe('waits behind default/second');
    expect(await pending('giant')).toBe('misfit: needs 64 cores, the largest node has 2 cores');
    expect(await pending('fat')).toBe('misfit: needs 64 GiB, the largest node has 4 GiB');
    const { waiting } = await service.call<{ waiting: { job: string }[] }>('getSystemStatus', {
      verbose: 'true',
    });
    expect(waiting.map(({ job }) => job)).toEqual(['second', 'third', 'giant', 'fat']);

    await service.call('deleteJob/JuliaBatch', { name: 'first', force: 'true' });
    await eventually(
      async () => [...(await livingOf(service, 'second')), ...(await livingOf(service, 'third'))],
      (living) => living.length === 2,
    );
    expect(await startsOf(service, 'giant')).toEqual([]);
  });
});

function submit(
  service: ServiceProcess,
  type: string,
  name: string,
  script: string,
  parameters: Readonly<Record<string, string | number>>,
): Promise<unknown> {
  return service.call(`submitJob/${type}`, { name, ...SHELL_JOB, start_script: script, ...parameters });
}

function statusOf(service: ServiceProcess, type: string, name: string): Promise<Status> {
  return service.call(`getJobStatus/${type}`, { name, format: 'object' });
}

function ended(service: ServiceProcess, type: string, name: string): Promise<Status> {
  return eventually(
    () => statusOf(service, type, name),
    ({ succeeded, failed }) => succeeded || failed,
  );
}

function describeJob(service: ServiceProcess, type: string, name: string): Promise<Described> {
  return service.call(`describeJob/${type}`, { name });
}

/** What of the jobs runs on; waits for that to be nothing. */
function remaining(service: ServiceProcess): ReturnType<typeof jobProcessesIn> {
  return eventually(
    () => jobProcessesIn(service.folder),
    (found) => found.length === 0,
  );
}
