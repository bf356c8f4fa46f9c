import { describe, expect, test } from 'vitest';
import type { JobRequest, TypedRef } from '../../../src/jobs/job-request.ts';
import { jobHouse, NAMESPACE, never, requestOf, scalerOf } from '../../support/job-house.ts';

const BATCH: Partial<JobRequest> = { type: 'JuliaBatch' };

describe('submit', () => {
  test('a job is there with its status, scale and place in the list', async () => {
    const { jobs, clock } = jobHouse();
    const darts = requestOf('darts', { parameters: { nworkers: '2' } });
    await jobs.submit(darts, never);
    await clock.settle();
    expect(await jobs.status(darts, never)).toEqual({
      created: true,
      succeeded: false,
      failed: false,
      reason: null,
      nworkers_succeeded: 0,
      parallelism: 2,
      npending: 0,
      nuptodate: 2,
      restarts: 0,
      exit_code: null,
      steps: [],
    });
    expect(await jobs.statusTuple(darts, never)).toEqual([false, 0, 2, true, false]);
    expect(await jobs.scale(darts, never)).toMatchObject({ running: 2, requested: 2 });
    const { states, hosted } = await jobs.list(NAMESPACE, never);
    expect(states.map(({ spec }) => spec.name)).toEqual(['darts']);
    expect(hosted).toEqual([]);
  });

  test.each([
    [{ name: 'Darts' }, 'bad-name', '"Darts" cannot name a job; names are lower-case letters'],
    [{ name: '' }, 'bad-name', '"" cannot name a job'],
    [{ namespace: '/var/run/secrets' }, 'bad-name', '"/var/run/secrets" cannot name a namespace'],
    [{ type: 'JuliaBach' }, 'unknown-type', 'did you mean "JuliaBatch"?'],
    [{ type: 'JobScalr' }, 'unknown-type', 'did you mean "JobScaler"?'],
    [{ parameters: { cpu: 'x' } }, 'bad-parameter', 'cpu is "x"'],
  ])('%j is refused', async (change, code, message) => {
    const { jobs } = jobHouse();
    const submitted = jobs.submit(
      { ...requestOf('darts', change), ...('name' in change && { name: change.name }) },
      never,
    );
    await expect(submitted).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect((await jobs.list(undefined, never)).states).toEqual([]);
  });

  test('a name is unique across types and across scalers, but not across namespaces', async () => {
    const { jobs } = jobHouse();
    await jobs.submit(requestOf('darts', { owner: 'config' }), never);
    await jobs.submit(scalerOf('darts', 'scaler'), never);
    const taken = { code: 'name-taken', remedy: 'conflict' };
    await expect(jobs.submit(requestOf('darts', BATCH), never)).rejects.toMatchObject({
      ...taken,
      message: 'the name "darts" is taken in "default" by a JuliaParBatchWorkers of the configuration file',
    });
    await expect(jobs.submit(scalerOf('other', 'darts'), never)).rejects.toMatchObject(taken);
    await expect(jobs.submit(requestOf('scaler'), never)).rejects.toMatchObject(taken);
    await expect(jobs.submit(scalerOf('other', 'scaler'), never)).rejects.toMatchObject(taken);
    await jobs.submit(requestOf('darts', { namespace: 'elsewhere' }), never);
  });

  test("what JSON cannot say cannot be a scaler's parameter", async () => {
    const { jobs } = jobHouse();
    const submitted = jobs.submit(scalerOf('darts', 's', { parameters: { metric: () => 1 } }), never);
    await expect(submitted).rejects.toThrow('metric cannot be stored: it holds a function');
  });

  test('a cluster that is away changes nothing', async () => {
    const { jobs, parts } = jobHouse();
    parts.controls.setAway('no network');
    await expect(jobs.submit(requestOf('darts'), never)).rejects.toMatchObject({ remedy: 'retry' });
    expect(await jobs.systemStatus(never)).toMatchObject({ up: false });
    parts.controls.setAway(undefined);
    await jobs.submit(requestOf('darts'), never);
  });
});

describe('at once', () => {
  test('of many submissions of one name exactly one wins, whatever their types', async () => {
    const { jobs } = jobHouse();
    const requests = [
      requestOf('x'),
      scalerOf('y', 'x'),
      requestOf('x', BATCH),
      requestOf('x'),
      scalerOf('z', 'x'),
    ];
    const outcomes = await Promise.allSettled(requests.map((request) => jobs.submit(request, never)));
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed).toHaveLength(4);
    expect(failed.every(({ reason }) => reason.code === 'name-taken')).toBe(true);
    const { states, hosted } = await jobs.list(NAMESPACE, never);
    expect(states.length + hosted.length).toBe(1);
  });

  test('a submission during the deletion of its name comes after it', async () => {
    const { jobs } = jobHouse();
    await jobs.submit(requestOf('x'), never);
    const deleted = jobs.delete(requestOf('x'), { force: true, by: 'api' }, never);
    const submitted = jobs.submit(requestOf('x', BATCH), never);
    expect(await deleted).toEqual({ deleted: true, staysAway: false });
    await submitted;
    expect(await jobs.find(requestOf('x', BATCH), never)).toMatchObject({ spec: { type: 'JuliaBatch' } });
  });

  test('updates of one job all count', async () => {
    const { jobs } = jobHouse();
    await jobs.submit(requestOf('x'), never);
    const changes = [{ cpu: '2' }, { memory: '2Gi' }, { retries: '1' }, { envvars: 'A=b' }];
    await Promise.all(changes.map((parameters) => jobs.update({ ...requestOf('x'), parameters }, never)));
    const { spec } = await jobs.find(requestOf('x'), never);
    expect(spec.parameters).toMatchObject({ cpu: 2, memory: 2 ** 31, retries: 1, envvars: { A: 'b' } });
  });

  test('one that fails or gives up does not hold up the next', async () => {
    const { jobs } = jobHouse();
    const gone = AbortSignal.abort(new Error('gone'));
    const outcomes = await Promise.allSettled([
      jobs.submit(requestOf('x', { parameters: { cpu: 'x' } }), never),
      jobs.submit(requestOf('x'), gone),
      jobs.submit(requestOf('x'), never),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});

describe('find', () => {
  test('an unknown job and one of another type are missing, each with its reason', async () => {
    const { jobs } = jobHouse();
    await jobs.submit(requestOf('darts'), never);
    await jobs.submit(scalerOf('darts', 'scaler'), never);
    const calls = (['status', 'scale', 'describe', 'endpoint', 'statusTuple'] as const).map(
      (call) => (ref: TypedRef) => jobs[call](ref, never),
    );
    for (const call of calls) {
      await expect(call(requestOf('nix'))).rejects.toMatchObject({
        code: 'not-found',
        remedy: 'missing',
      });
      const wrong = { code: 'wrong-type', message: '"darts" is a JuliaParBatchWorkers, not a JuliaBatch' };
      await expect(call(requestOf('darts', BATCH))).rejects.toMatchObject(wrong);
      await expect(call(requestOf('scaler'))).rejects.toMatchObject({ code: 'wrong-type' });
      await expect(call(scalerOf('x', 'darts'))).rejects.toMatchObject({ code: 'wrong-type' });
    }
  });

  test('a scaler answers every call of a job', async () => {
    const { jobs, hosted } = jobHouse();
    const scaler = scalerOf('darts');
    await jobs.submit(scaler, never);
    expect(await jobs.status(scaler, never)).toMatchObject({
      created: true,
      succeeded: false,
      reason: 'waits for darts',
    });
    expect(await jobs.statusTuple(scaler, never)).toEqual([false, 0, 0, true, false]);
    expect(await jobs.scale(scaler, never)).toMatchObject({ running: 0, requested: 0 });
    expect(await jobs.endpoint(scaler, never)).toEqual({ hosts: [], ports: {} });
    expect(await jobs.describe(scaler, never)).toMatchObject({
      type: 'JobScaler',
      parameters: scaler.parameters,
    });
    hosted.set(NAMESPACE, 'darts-scaler', { status: 'paused' });
    expect(await jobs.status(scaler, never)).toMatchObject({ reason: 'paused' });
    hosted.set(NAMESPACE, 'darts-scaler', { status: 'ended' });
    expect(await jobs.status(scaler, never)).toMatchObject({ succeeded: true });
  });
});

describe('update', () => {
  test('given parameters replace, null and nothing take away, the rest and the scale stay', async () => {
    const { jobs } = jobHouse();
    const x = requestOf('x', {
      user: 'ann',
      parameters: { nworkers: 1, cpu: '2', memory: '2Gi', retries: 3 },
    });
    await jobs.submit(x, never);
    await jobs.setScale(x, 4, never);
    const parameters = { cpu: 'nothing', memory: null, nworkers: '7', envvars: 'Dict("A"=>"b")' };
    await jobs.update({ ...x, owner: 'config', user: 'bob', parameters }, never);
    const { spec, requested } = await jobs.find(x, never);
    expect(requested).toBe(4);
    expect(spec).toMatchObject({
      owner: 'api',
      user: 'ann',
      retries: 3,
      workers: { cpu: { request: 100 }, env: { A: 'b' } },
    });
    expect(spec.parameters).toEqual({
      start_script: 'worker.jl',
      run_volume: 'work',
      nworkers: 7,
      retries: 3,
      envvars: { A: 'b' },
    });
  });

  test.each([
    [{ run_volume: 'other' }, 'run_volume of JuliaParBatchWorkers "x" is fixed: it is "work", not "other"'],
    [{ cpu: 'x' }, 'cpu is "x"'],
    [{ start_script: null }, 'start_script is missing'],
    [{ cpus: '2' }, 'there is no parameter "cpus"; did you mean "cpu"?'],
  ])('%j is refused and changes nothing', async (parameters, message) => {
    const { jobs } = jobHouse();
    await jobs.submit(requestOf('x'), never);
    const before = (await jobs.find(requestOf('x'), never)).spec;
    await expect(jobs.update({ ...requestOf('x'), parameters }, never)).rejects.toThrow(message);
    expect((await jobs.find(requestOf('x'), never)).spec).toEqual(before);
  });

  test('a job that has ended is not updated', async () => {
    const { jobs, parts, clock } = jobHouse();
    const x = requestOf('x', BATCH);
    await jobs.submit(x, never);
    await clock.settle();
    parts.controls.exit((await jobs.find(x, never)).processes[0]?.name ?? '', 0);
    await clock.settle();
    await expect(jobs.update({ ...x, parameters: { cpu: 1 } }, never)).rejects.toMatchObject({
      remedy: 'conflict',
    });
  });

  test('of a scaler the rest of its parameters stays', async () => {
    const { jobs } = jobHouse();
    const scaler = scalerOf('darts');
    await jobs.submit(scaler, never);
    await jobs.update({ ...scaler, parameters: { max: '9' } }, never);
    expect(jobs.findHosted(scaler)?.spec.parameters).toEqual({ ...scaler.parameters, max: '9' });
  });
});
