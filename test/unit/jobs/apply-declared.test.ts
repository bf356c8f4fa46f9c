import { describe, expect, test } from 'vitest';
import { applyDeclared } from '../../../src/jobs/apply-declared.ts';
import { declare, type DeclaredRequest } from '../../../src/jobs/declared-request.ts';
import type { DeclaredReport } from '../../../src/jobs/declared-report.ts';
import { InvalidError } from '../../../src/lib/errors.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { jobHouse, never, requestOf, scalerOf } from '../../support/job-house.ts';

function job(
  name: string,
  parameters: Record<string, unknown> = {},
  type = 'JuliaParBatchWorkers',
): DeclaredRequest {
  return declare('job', requestOf(name, { owner: 'config', type, parameters }));
}

function scaler(of: string, parameters: Record<string, unknown> = {}): DeclaredRequest {
  return declare('scaler', scalerOf(of, `${of}-scaler`, { owner: 'config', parameters }));
}

/** A report with names in place of entries, without what is empty. */
function brief(report: DeclaredReport): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(report)
      .filter(([, entries]) => entries.length > 0)
      .map(([what, entries]) => [
        what,
        entries.map((entry: DeclaredReport['drift'][number]) =>
          entry.change === undefined ? entry.name : `${entry.name} ${entry.change}`,
        ),
      ]),
  );
}

function declaredHouse() {
  const house = jobHouse();
  const { jobs, parts } = house;
  async function reload(
    entries: readonly DeclaredRequest[],
    apply = false,
  ): Promise<Record<string, readonly string[]>> {
    return brief(
      await applyDeclared({ jobs, declared: parts.declared, log: silentLog, entries, apply }, never),
    );
  }
  async function spec(name: string) {
    return (await jobs.find(requestOf(name), never)).spec;
  }
  async function finish(name: string): Promise<void> {
    await house.clock.settle();
    for (const process of (await jobs.find(requestOf(name), never)).processes)
      parts.controls.exit(process.name, 0);
    await house.clock.settle();
  }
  return { ...house, reload, spec, finish };
}

describe('at the start', () => {
  test('new entries are submitted, owned by the file; a second start does nothing', async () => {
    const { reload, jobs, spec } = declaredHouse();
    const entries = [scaler('a'), job('a', { nworkers: 2 }), job('b')];
    expect(await reload(entries)).toEqual({ submitted: ['a', 'b', 'a-scaler'] });
    expect((await spec('a')).owner).toBe('config');
    expect(jobs.findHosted(scalerOf('a'))?.spec.owner).toBe('config');
    expect(await reload(entries)).toEqual({});
  });

  test("the scale is the file's only at first", async () => {
    const { reload, jobs } = declaredHouse();
    await reload([job('a', { nworkers: 2 })]);
    await jobs.setScale(requestOf('a'), 7, never);
    await reload([job('a', { nworkers: 2 })]);
    await reload([job('a', { nworkers: 3 })], true);
    expect((await jobs.find(requestOf('a'), never)).requested).toBe(7);
  });

  test('what was submitted but not remembered, cut short between the two, is adopted if it is the same', async () => {
    const { reload, jobs, parts } = declaredHouse();
    const entries = [job('a', { cpu: '100m' }), job('b'), scaler('a'), scaler('b')];
    for (const { request } of entries) await jobs.submit(request, never);
    const changed = [job('a', { cpu: 0.1 }), job('b', { cpu: 2 }), scaler('a'), scaler('b', { max: 9 })];
    expect(await reload(changed)).toEqual({ drift: ['b changed'], updated: ['b-scaler'] });
    expect((await parts.declared.read(never)).map(({ name }) => name).toSorted()).toEqual([
      'a',
      'a-scaler',
      'b-scaler',
    ]);
  });
});

describe('a changed entry', () => {
  test('leaves a running job alone and says so each time, until it is applied', async () => {
    const { reload, spec, jobs } = declaredHouse();
    await reload([job('a', { cpu: 1, memory: '2Gi' })]);
    const before = await spec('a');
    for (let times = 0; times < 2; times++)
      expect(await reload([job('a', { cpu: 2 })])).toEqual({ drift: ['a changed'] });
    expect(await spec('a')).toEqual(before);
    expect(await reload([job('a', { cpu: 2 })], true)).toEqual({ updated: ['a'] });
    expect((await spec('a')).parameters).toEqual({ start_script: 'worker.jl', run_volume: 'work', cpu: 2 });
    expect(await reload([job('a', { cpu: 2 })])).toEqual({});
    expect((await jobs.find(requestOf('a'), never)).spec.owner).toBe('config');
  });

  test('that changes back is no drift', async () => {
    const { reload } = declaredHouse();
    await reload([job('a')]);
    await reload([job('a', { cpu: 2 })]);
    expect(await reload([job('a')])).toEqual({});
  });

  test('that says the same in other words, or what a caller has made of the job, is no drift', async () => {
    const { reload, jobs } = declaredHouse();
    await reload([job('a', { cpu: 1, nworkers: 2 })]);
    expect(await reload([job('a', { nworkers: '2', cpu: '1000m' })])).toEqual({});
    await jobs.update(requestOf('a', { parameters: { cpu: 2 } }), never);
    expect(await reload([job('a', { cpu: 2, nworkers: 2 })])).toEqual({});
  });

  test('of a scaler is followed at once, to the last parameter', async () => {
    const { reload, jobs } = declaredHouse();
    await reload([scaler('a', { min: 1 })]);
    expect(await reload([scaler('a', { max: 9 })])).toEqual({ updated: ['a-scaler'] });
    expect(jobs.findHosted(scalerOf('a'))?.spec.parameters).toEqual(
      scaler('a', { max: 9 }).request.parameters,
    );
  });

  test.each([
    ['type', job('a', {}, 'JuliaBatch')],
    ['run_volume', job('a', { run_volume: 'other' })],
  ])('of the %s, applied, replaces the job; its scaler comes back', async (_what, changed) => {
    const { reload, jobs } = declaredHouse();
    await reload([job('a'), scaler('a')]);
    expect(await reload([changed, scaler('a')])).toEqual({ drift: ['a changed'] });
    expect(await reload([changed, scaler('a')], true)).toEqual({ updated: ['a'], submitted: ['a-scaler'] });
    const { spec } = await jobs.find(changed.request, never);
    expect(spec).toMatchObject({
      type: changed.request.type,
      runVolume: changed.request.parameters['run_volume'],
    });
    expect(jobs.findHosted(scalerOf('a'))).toBeDefined();
  });

  test('of a job that has ended, applied, runs it again', async () => {
    const { reload, finish, jobs } = declaredHouse();
    const once = { restart: 'Never', nworkers: 1 };
    await reload([job('a', once)]);
    await finish('a');
    expect((await jobs.status(requestOf('a'), never)).succeeded).toBe(true);
    expect(await reload([job('a', { ...once, cpu: 2 })])).toEqual({ drift: ['a changed'] });
    expect(await reload([job('a', { ...once, cpu: 2 })], true)).toEqual({ updated: ['a'] });
    expect((await jobs.status(requestOf('a'), never)).succeeded).toBe(false);
  });
});

describe('a removed entry', () => {
  test('leaves a running job alone until it is applied; its scaler goes at once', async () => {
    const { reload, jobs, parts } = declaredHouse();
    await reload([job('a'), scaler('a')]);
    expect(await reload([])).toEqual({ deleted: ['a-scaler'], drift: ['a removed'] });
    expect(await reload([])).toEqual({ drift: ['a removed'] });
    expect(await reload([], true)).toEqual({ deleted: ['a'] });
    expect(await jobs.list(undefined, never)).toEqual({ states: [], hosted: [] });
    expect(await parts.declared.read(never)).toEqual([]);
  });

  test('makes room for a new one of its name', async () => {
    const { reload } = declaredHouse();
    await reload([job('a')]);
    const reused = declare('scaler', scalerOf('b', 'a', { owner: 'config' }));
    expect(await reload([reused])).toEqual({ drift: ['a removed'], failed: ['a'] });
    expect(await reload([reused], true)).toEqual({ deleted: ['a'], submitted: ['a'] });
  });

  test('never takes what a caller owns', async () => {
    const { reload, jobs, spec } = declaredHouse();
    await reload([job('a')]);
    await jobs.delete(requestOf('a'), { force: true, by: 'api' }, never);
    await jobs.submit(requestOf('a'), never);
    expect(await reload([], true)).toEqual({});
    expect((await spec('a')).owner).toBe('api');
  });
});

describe('deleted through the API', () => {
  test("a job and its scaler stay away until the job's entry changes", async () => {
    const { reload, jobs } = declaredHouse();
    await reload([job('a'), scaler('a')]);
    await jobs.delete(requestOf('a'), { force: true, by: 'api' }, never);
    expect(await reload([job('a'), scaler('a')], true)).toEqual({ kept: ['a', 'a-scaler'] });
    expect(await reload([job('a', { cpu: 2 }), scaler('a')])).toEqual({ submitted: ['a', 'a-scaler'] });
    expect(await reload([job('a', { cpu: 2 }), scaler('a')])).toEqual({});
  });

  test('a scaler stays away from its running job until its own entry changes', async () => {
    const { reload, jobs } = declaredHouse();
    await reload([job('a'), scaler('a')]);
    await jobs.delete(scalerOf('a'), { force: false, by: 'api' }, never);
    expect(await reload([job('a'), scaler('a')])).toEqual({ kept: ['a-scaler'] });
    expect(await reload([job('a'), scaler('a', { max: 9 })])).toEqual({ submitted: ['a-scaler'] });
  });

  test('an entry that was taken out and put back is a new one', async () => {
    const { reload, jobs } = declaredHouse();
    await reload([job('a')]);
    await jobs.delete(requestOf('a'), { force: true, by: 'api' }, never);
    expect(await reload([])).toEqual({});
    expect(await reload([job('a')])).toEqual({ submitted: ['a'] });
  });
});

describe('ended by itself', () => {
  test('a job that was removed after its end is not run again', async () => {
    const { reload, finish, clock } = declaredHouse();
    const entries = [job('a', { restart: 'Never', nworkers: 1, ttl_after_finished: '1m' })];
    await reload(entries);
    await finish('a');
    await clock.advance(120_000);
    expect(await reload(entries, true)).toEqual({ kept: ['a'] });
  });

  test('a scaler comes back with its job, and not before', async () => {
    const { reload, finish, hosted, jobs } = declaredHouse();
    const entries = [job('a', { restart: 'Never', nworkers: 1 }), scaler('a')];
    await reload(entries);
    await finish('a');
    hosted.set('default', 'a-scaler', { status: 'ended' });
    expect(await reload(entries)).toEqual({});
    await jobs.delete(requestOf('a'), { force: false, by: 'api' }, never);
    await jobs.submit(scalerOf('a', 'a-scaler', { owner: 'config' }), never);
    hosted.set('default', 'a-scaler', { status: 'ended' });
    const again = [job('a', { restart: 'Never', nworkers: 2 }), scaler('a')];
    expect(await reload(again)).toEqual({ submitted: ['a'], updated: ['a-scaler'] });
    expect(jobs.findHosted(scalerOf('a'))?.status).toBe('waiting');
  });
});

describe('an entry that cannot be submitted', () => {
  test('is reported with its reason, stops no other and is tried again', async () => {
    const { reload, jobs, parts } = declaredHouse();
    await jobs.submit(requestOf('taken'), never);
    const entries = [job('bad', { cpu: 'x' }), job('taken'), job('good'), scaler('good')];
    const report = await applyDeclared(
      { jobs, declared: parts.declared, log: silentLog, entries, apply: true },
      never,
    );
    expect(report.submitted.map(({ name }) => name)).toEqual(['good', 'good-scaler']);
    expect(report.failed).toEqual([
      { kind: 'job', namespace: 'default', name: 'bad', reason: expect.stringContaining('cpu is "x"') },
      {
        kind: 'job',
        namespace: 'default',
        name: 'taken',
        reason: 'the name "taken" is taken in "default" by a JuliaParBatchWorkers of the API',
      },
    ]);
    await jobs.delete(requestOf('taken'), { force: true, by: 'api' }, never);
    expect(await reload([job('bad', { cpu: 1 }), ...entries.slice(1)])).toEqual({
      submitted: ['bad', 'taken'],
    });
  });

  test('twice in one file is submitted once', async () => {
    const { reload } = declaredHouse();
    expect(await reload([scaler('a'), scaler('a')])).toEqual({
      submitted: ['a-scaler'],
      failed: ['a-scaler'],
    });
  });

  test('a cluster that is away rejects the whole, and nothing is remembered', async () => {
    const { reload, parts } = declaredHouse();
    parts.controls.setAway('no network');
    await expect(reload([job('a')])).rejects.toMatchObject({ remedy: 'retry' });
    parts.controls.setAway(undefined);
    expect(await reload([job('a')])).toEqual({ submitted: ['a'] });
  });
});

test('many scalers are submitted, each once', async () => {
  const { reload } = declaredHouse();
  const entries = Array.from({ length: 200 }, (_, index) => scaler(`job-${index}`));
  expect((await reload(entries))['submitted']).toHaveLength(200);
  expect(await reload(entries)).toEqual({});
});

test('the order of keys does not change an entry', () => {
  const [one, other] = [job('a', { cpu: 1, memory: '1Gi' }), job('a', { memory: '1Gi', cpu: 1 })];
  expect(one.hash).toBe(other.hash);
  expect(job('a', { cpu: 2, memory: '1Gi' }).hash).not.toBe(one.hash);
  expect(job('a', { cpu: 1, memory: '1Gi' }, 'JuliaBatch').hash).not.toBe(one.hash);
});

test('what could not be applied is told without the secrets in the entry', async () => {
  const { jobs, parts } = declaredHouse();
  parts.cluster.check = async ({ runVolume }) => {
    throw new InvalidError('bad-parameter', `there is no volume "${runVolume}"`);
  };
  const parameters = { start_script: 'w.jl', run_volume: 'hunter22' };
  const entry = declare('job', requestOf('a', { owner: 'config', parameters, secrets: ['run_volume'] }));
  const o = { jobs, declared: parts.declared, log: silentLog, entries: [entry], apply: false };
  const { failed } = await applyDeclared(o, never);
  expect(failed.map(({ reason }) => reason)).toEqual(['there is no volume "***"']);
});
