import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ApiError,
  Context,
  deleteJob,
  describeJob,
  describeJobType,
  followJob,
  getAllJobInfo,
  getDecisions,
  getJobEndpoint,
  getJobScale,
  getJobStatus,
  getMetrics,
  getSystemStatus,
  listJobs,
  pauseScaler,
  reconfigure,
  recordMetrics,
  resumeScaler,
  self,
  setJobScale,
  submitJob,
  tailJob,
  updateJob,
  waitJob,
} from '../../../src/client/index.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { nothingDone, serverFixture, type ServerFixture } from '../../support/server-fixture.ts';

const darts = { type: 'JuliaParBatchWorkers', name: 'darts' };
const parameters = { start_script: 'worker.js', run_volume: 'work', nworkers: 2, envvars: { A: 'b' } };
const clock = new VirtualClock();
let fixture: ServerFixture;
let context: Context;

beforeEach(async () => {
  for (const name of ['JRUN_URL', 'JRUN_NAMESPACE', 'JRUN_NAME', 'JRUN_PROCESS', 'JRUN_TYPE'])
    vi.stubEnv(name, '');
  fixture = await serverFixture({ clock });
  const { url } = await fixture.server.listen();
  context = new Context({ url });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await fixture[Symbol.asyncDispose]();
});

describe('jobs', () => {
  beforeEach(() => submitJob(context, darts, parameters));

  test('are listed and looked at', async () => {
    expect(await listJobs(context)).toEqual({ darts: { type: darts.type } });
    expect(await getAllJobInfo(context)).toMatchObject({
      darts: { status: { created: true }, scale: [2, 2] },
    });
    expect(await getJobStatus(context, darts)).toMatchObject({ created: true, parallelism: 2 });
    expect(await getJobEndpoint(context, darts)).toEqual([expect.any(Array), {}]);
    expect(await describeJob(context, darts)).toMatchObject({
      name: 'darts',
      owner: 'api',
      parameters: { nworkers: 2 },
    });
  });

  test('are scaled, updated and deleted', async () => {
    expect(await setJobScale(context, darts, 3)).toBe(true);
    expect(await getJobScale(context, darts)).toEqual([3, 3]);
    expect(await updateJob(context, darts, { cpu: 2 })).toBeNull();
    await expect(deleteJob(context, darts)).rejects.toMatchObject({ status: 409, code: -32 });
    expect(await deleteJob(context, darts, { force: true })).toBe(true);
  });

  test('are waited for', async () => {
    const waiting = waitJob(context, darts).catch((error: unknown) => error);
    const timedOut = waitJob(context, darts, { timeout: 50 });
    await expect(timedOut).rejects.toMatchObject({ name: 'TimeoutError' });
    fixture.cluster.cluster.find = async () => undefined;
    await clock.advance(1_000);
    expect(await waiting).toMatchObject({ status: 404 });
  });

  test('tell what they write', async () => {
    fixture.cluster.controls.write('default', 'darts-aaaaa', 'größe → 1');
    expect(await tailJob(context, darts, { count: 5, since: '-1h' })).toMatch(/, darts-aaaaa, größe → 1$/);
    expect(await tailJob(context, undefined, { stream: 'stderr' })).toBe('');
    const lines: string[] = [];
    for await (const line of followJob(context, darts)) {
      lines.push(line);
      if (lines.length === 1) fixture.cluster.controls.write('default', 'darts-aaaaa', 'two');
      else break;
    }
    expect(lines.map((line) => line.split(', ')[2])).toEqual(['größe → 1', 'two']);
  });

  test('scalers', async () => {
    await submitJob(
      context,
      { type: 'JobScaler', name: 'scaler' },
      { job: `${darts.type}/darts`, metric: 'JobMetric("backlog")', max: 4 },
    );
    expect(await pauseScaler(context, 'scaler', { for: '1h' })).toBe(true);
    expect(await resumeScaler(context, 'scaler')).toBe(true);
    expect(await getDecisions(context, 'scaler', { count: 1 })).toMatchObject([{ cause: 'resumed' }]);
  });
});

describe('the service', () => {
  test('status, with and without the nodes', async () => {
    expect(await getSystemStatus(context)).toBe(true);
    expect((await getSystemStatus(context, { verbose: true })).nodes).toHaveLength(1);
  });

  test('reload', async () => {
    expect(await reconfigure(context, { apply: true })).toEqual(nothingDone);
    expect(fixture.reload.asked).toEqual([{ apply: true }]);
  });

  test('job types', async () => {
    const batch = await describeJobType(context, 'JuliaBatch');
    expect(batch).toContainEqual({
      name: 'retries',
      required: false,
      description: expect.any(String),
      default: '6',
    });
    expect(batch).toContainEqual(expect.objectContaining({ name: 'start_script', required: true }));
    await expect(describeJobType(context, 'None')).rejects.toBeInstanceOf(ApiError);
  });

  test('refusals have the status, the code and the reason', async () => {
    const error = await submitJob(context, { type: 'JuliaBatch', name: 'a' }, { strt_script: 1 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 400,
      code: -10,
      message: expect.stringContaining('start_script is missing'),
    });
  });
});

describe('metrics', () => {
  const at = 1_700_000_000_123_456_789n;

  test('are recorded to the nanosecond and read back', async () => {
    await recordMetrics(context, { backlog: 12 }, { job: 'darts', atTime: at, tags: { queue: 'q' } });
    const rows = await getMetrics(context, { start: at, end: at, metrics: ['backlog:last'] });
    expect(rows).toEqual([
      { namespace_name: 'default', container_name: 'darts', pod_name: '', backlog: { last: 12 } },
    ]);
  });

  test.each([
    ['its own job and process', {}, { container_name: 'darts', pod_name: 'darts-aaaaa' }],
    ['its own job by name', { job: 'darts' }, { container_name: 'darts', pod_name: 'darts-aaaaa' }],
    ['another job, without a process', { job: 'other' }, { container_name: 'other', pod_name: '' }],
    [
      'a process that is given',
      { job: 'other', process: 'other-bbbbb' },
      { container_name: 'other', pod_name: 'other-bbbbb' },
    ],
  ])('inside a job: %s', async (_title, options, names) => {
    vi.stubEnv('JRUN_NAME', 'darts');
    vi.stubEnv('JRUN_PROCESS', 'darts-aaaaa');
    await recordMetrics(context, { backlog: 1 }, { ...options, atTime: at });
    expect(await getMetrics(context, { start: at, end: at, metrics: ['backlog:last'] })).toMatchObject([
      names,
    ]);
  });
});

describe('inside a job', () => {
  test('self and the context come from the environment', async () => {
    expect(() => self()).toThrow('JRUN_TYPE');
    vi.stubEnv('JRUN_TYPE', darts.type);
    vi.stubEnv('JRUN_NAME', darts.name);
    vi.stubEnv('JRUN_URL', context.url);
    vi.stubEnv('JRUN_NAMESPACE', 'other');
    expect(self()).toEqual(darts);
    const own = new Context();
    await submitJob(own, darts, parameters);
    expect(await listJobs(own)).toEqual({ darts: { type: darts.type } });
    expect(await listJobs(context)).toEqual({});
  });
});
