import { describe, expect, test } from 'vitest';
import type { JobRequest } from '../../../src/jobs/job-request.ts';
import { jobHouse, NAMESPACE, never, requestOf, scalerOf } from '../../support/job-house.ts';

const PAR_BATCH: Partial<JobRequest> = { type: 'JuliaParBatch', parameters: { worker_start_script: 'w.jl' } };
const BATCH: Partial<JobRequest> = { type: 'JuliaBatch' };

describe('scale', () => {
  test.each([-1, 100_001, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%s workers are refused', async (n) => {
    const { jobs } = jobHouse();
    await jobs.submit(requestOf('x'), never);
    await expect(jobs.setScale(requestOf('x'), n, never)).rejects.toThrow(
      'allowed: a whole number from 0 to 100000',
    );
  });

  test('a job without workers takes 0 and says why it takes nothing else', async () => {
    const { jobs } = jobHouse();
    const [one, lone] = [requestOf('one', BATCH), requestOf('lone', { type: 'JuliaParBatch' })];
    await jobs.submit(one, never);
    await jobs.submit(lone, never);
    await jobs.setScale(one, 0, never);
    await expect(jobs.setScale(one, 2, never)).rejects.toThrow('JuliaBatch "one" has no workers to scale');
    await expect(jobs.setScale(lone, 2, never)).rejects.toThrow('was submitted without worker_start_script');
    expect(await jobs.scale(one, never)).toMatchObject({ running: 0, requested: 0 });
  });

  test('of an unknown job there is none to set', async () => {
    const { jobs } = jobHouse();
    await expect(jobs.setScale(requestOf('x'), 1, never)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('the idle go first, and those on their way out no longer count', async () => {
    const { jobs, activity, clock } = jobHouse({ stopDelay: 1_000 });
    const x = requestOf('x', { parameters: { nworkers: 3 } });
    await jobs.submit(x, never);
    await clock.settle();
    const [a = '', b = '', c = ''] = (await jobs.find(x, never)).processes.map(({ name }) => name);
    activity.said.set(a, { busy: 1 });
    activity.said.set(b, { busy: 0, idleSince: 1n });
    activity.said.set(c, { busy: 0, idleSince: 0n });
    await jobs.setScale(x, 2, never);
    expect(await draining()).toEqual([c]);
    expect(await jobs.scale(x, never)).toMatchObject({ running: 2, requested: 2 });
    await jobs.setScale(x, 1, never);
    expect(await draining()).toEqual([b, c].toSorted());

    async function draining(): Promise<readonly string[]> {
      const { processes } = await jobs.find(x, never);
      return processes.flatMap(({ name, phase }) => (phase === 'draining' ? [name] : [])).toSorted();
    }
  });
});

test('the cluster is told of no more victims than there must be', async () => {
  const { jobs, parts, clock } = jobHouse({ stopDelay: 1_000 });
  const told: (readonly string[])[] = [];
  const setScale = parts.cluster.setScale.bind(parts.cluster);
  parts.cluster.setScale = (ref, n, victims, signal) => {
    told.push(victims);
    return setScale(ref, n, victims, signal);
  };
  const x = requestOf('x', { parameters: { nworkers: 4 } });
  await jobs.submit(x, never);
  await clock.settle();
  for (const n of [2, 1, 1, 3]) await jobs.setScale(x, n, never);
  expect(told.map((victims) => victims.length)).toEqual([2, 1, 0, 0]);
});

describe('delete', () => {
  test('a job that has not ended needs force', async () => {
    const { jobs } = jobHouse();
    const x = requestOf('x');
    await jobs.submit(x, never);
    await expect(jobs.delete(x, { force: false, by: 'api' }, never)).rejects.toMatchObject({
      code: 'incomplete',
      message: 'JuliaParBatchWorkers "x" has not ended; delete it with force=true',
    });
    expect(await jobs.delete(x, { force: true, by: 'api' }, never)).toEqual({
      deleted: true,
      staysAway: false,
    });
    await expect(jobs.delete(x, { force: true, by: 'api' }, never)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('its scalers go with it, those of others stay; a scaler needs no force', async () => {
    const { jobs } = jobHouse();
    await jobs.submit(requestOf('x'), never);
    await jobs.submit(scalerOf('x'), never);
    await jobs.submit(scalerOf('y'), never);
    await jobs.delete(requestOf('x'), { force: true, by: 'api' }, never);
    expect((await jobs.list(NAMESPACE, never)).hosted.map(({ spec }) => spec.name)).toEqual(['y-scaler']);
    expect((await jobs.delete(scalerOf('y'), { force: false, by: 'api' }, never)).deleted).toBe(true);
    expect((await jobs.list(NAMESPACE, never)).hosted).toEqual([]);
  });

  test('an ended job is kept until it is deleted, without force', async () => {
    const { jobs, parts, clock } = jobHouse();
    const x = requestOf('x', PAR_BATCH);
    await jobs.submit(x, never);
    await clock.settle();
    const master = (await jobs.find(x, never)).processes.find(({ role }) => role === 'master')?.name ?? '';
    parts.controls.exit(master, 0);
    await clock.settle();
    expect(await jobs.status(x, never)).toMatchObject({ succeeded: true, exit_code: 0 });
    expect((await jobs.delete(x, { force: false, by: 'api' }, never)).deleted).toBe(true);
  });
});

describe('wait', () => {
  test('tells the status at the end', async () => {
    const { jobs, parts, clock } = jobHouse();
    const x = requestOf('x', { ...BATCH, parameters: { retries: 0 } });
    await jobs.submit(x, never);
    await clock.settle();
    const waited = jobs.wait(x, undefined, never);
    await clock.advance(60_000);
    parts.controls.exit((await jobs.find(x, never)).processes[0]?.name ?? '', 3);
    await clock.advance(1_000);
    expect(await waited).toMatchObject({ succeeded: false, failed: true, exit_code: 3 });
  });

  test('ends at its timeout, with the job, or with its signal', async () => {
    const { jobs, clock } = jobHouse();
    const x = requestOf('x');
    await jobs.submit(x, never);
    expect(await jobs.wait(x, 0, never)).toMatchObject({ succeeded: false, failed: false });
    const timed = jobs.wait(x, 750, never);
    await clock.advance(750);
    expect(await timed).toMatchObject({ succeeded: false });

    const abort = new AbortController();
    const [aborted] = await Promise.allSettled([
      jobs.wait(x, undefined, abort.signal),
      clock.advance(10).then(() => abort.abort(new Error('enough'))),
    ]);
    expect(aborted).toMatchObject({ reason: { message: 'enough' } });

    const [orphaned] = await Promise.allSettled([
      jobs.wait(x, undefined, never),
      clock
        .advance(10)
        .then(() => jobs.delete(x, { force: true, by: 'api' }, never))
        .then(() => clock.advance(1_000)),
    ]);
    expect(orphaned).toMatchObject({ reason: { code: 'not-found' } });
  });
});

test('describe tells the definition without its password, and what happened', async () => {
  const { jobs, clock } = jobHouse();
  const envvars = 'DB_PASSWORD=secret,API_KEY=secret,KEYBOARD=dvorak';
  const book = {
    ...requestOf('book'),
    type: 'Notebook',
    parameters: { run_volume: 'work', passwd: 'secret', envvars },
  };
  await jobs.submit(book, never);
  await jobs.submit(scalerOf('book'), never);
  await clock.settle();
  const told = await jobs.describe(book, never);
  expect(JSON.stringify(told)).not.toContain('secret');
  expect(told).toMatchObject({
    type: 'Notebook',
    owner: 'api',
    user: null,
    submitted_at: '2023-11-14T22:13:20.000Z',
    finished_at: null,
    parameters: { passwd: '***', envvars: { DB_PASSWORD: '***', API_KEY: '***', KEYBOARD: 'dvorak' } },
    processes: [{ role: 'master', phase: 'running' }],
    scalers: ['book-scaler'],
  });
  expect(await jobs.statusTuple(book, never)).toEqual([false, 0, 0, true, true]);
});

test('logs are read where the cluster keeps them', async () => {
  const { jobs, parts, clock } = jobHouse();
  const x = requestOf('x', BATCH);
  await jobs.submit(x, never);
  await clock.settle();
  parts.controls.write(NAMESPACE, (await jobs.find(x, never)).processes[0]?.name ?? '', 'hello');
  const lines = await jobs.tail({ namespace: NAMESPACE, job: 'x', count: 50 }, never);
  expect(lines.map(({ message }) => message)).toEqual(['hello']);
  const wrong = { namespace: NAMESPACE, job: 'x', type: 'Generic', count: 50 };
  await expect(jobs.tail(wrong, never)).rejects.toMatchObject({ code: 'wrong-type' });
  await expect(jobs.follow(wrong, never).next()).rejects.toMatchObject({ code: 'wrong-type' });
});
