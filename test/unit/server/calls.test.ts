import { describe, expect, test } from 'vitest';
import { InvalidError, RetryableError } from '../../../src/lib/errors.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { nothingDone, serverFixture, worker, type ServerFixture } from '../../support/server-fixture.ts';

const type = 'JuliaParBatchWorkers';
const scaler = `/submitJob/JobScaler/?name=scaler&job=${type}/darts&max=4&metric=${encodeURIComponent('JobMetric("backlog")')}`;

async function withDarts(options?: Parameters<typeof serverFixture>[0]): Promise<ServerFixture> {
  const fixture = await serverFixture(options);
  await fixture.data(`/submitJob/${type}/?name=darts&nworkers=2&${worker}`);
  return fixture;
}

async function statusAndCode(fixture: ServerFixture, path: string, form?: Record<string, string>) {
  const response = await fixture.call(path, form);
  return [response.statusCode, response.json().code];
}

describe('jobs', () => {
  test('submitJob answers null; a taken name is a conflict', async () => {
    await using fixture = await serverFixture();
    expect(await fixture.data(`/submitJob/JuliaBatch/?name=hello&${worker}`)).toBeNull();
    expect(await statusAndCode(fixture, `/submitJob/JuliaBatch/?name=hello&${worker}`)).toEqual([409, -31]);
  });

  test.each([
    ['an unknown type', '/submitJob/JuliaBach/?name=a', [400, -12]],
    ['a bad name', `/submitJob/JuliaBatch/?name=A_b&${worker}`, [400, -13]],
    ['no name', `/submitJob/JuliaBatch/?${worker}`, [400, -10]],
    ['a missing parameter', '/submitJob/JuliaBatch/?name=a', [400, -10]],
    ['an unknown parameter', `/submitJob/JuliaBatch/?name=a&${worker}&colour=red`, [400, -11]],
    ['a wrong value', `/submitJob/${type}/?name=a&${worker}&nworkers=many`, [400, -10]],
  ])('submitJob refuses %s', async (_title, path, expected) => {
    await using fixture = await serverFixture();
    expect(await statusAndCode(fixture, path)).toEqual(expected);
    expect(await fixture.data('/listJobs')).toEqual({});
  });

  test('getJobStatus in both forms, by default as configured', async () => {
    await using fixture = await withDarts();
    const tuple = [false, 0, 2, true, false];
    const object = { created: true, succeeded: false, parallelism: 2, npending: 0, nuptodate: 2 };
    expect(await fixture.data(`/getJobStatus/${type}/?name=darts`)).toEqual(tuple);
    expect(await fixture.data(`/getJobStatus/${type}/?name=darts&format=object`)).toMatchObject(object);
    await using other = await withDarts({ config: { job_status_format: 'object' } });
    expect(await other.data(`/getJobStatus/${type}/?name=darts`)).toMatchObject(object);
    expect(await other.data(`/getJobStatus/${type}/?name=darts&format=tuple`)).toEqual(tuple);
  });

  test.each([
    'getJobStatus',
    'getJobScale',
    'getJobEndpoint',
    'describeJob',
    'deleteJob',
    'waitJob',
    'tailJob',
  ])('%s: no such job, or of another type', async (api) => {
    await using fixture = await withDarts();
    expect(await statusAndCode(fixture, `/${api}/${type}/?name=none`)).toEqual([404, -20]);
    expect(await statusAndCode(fixture, `/${api}/JuliaBatch/?name=darts`)).toEqual([404, -21]);
  });

  test('setJobScale', async () => {
    await using fixture = await withDarts();
    expect(await fixture.data(`/setJobScale/${type}/`, { name: 'darts', parallelism: '3' })).toBe(true);
    expect(await fixture.data(`/getJobScale/${type}/?name=darts`)).toEqual([3, 3]);
    expect(await statusAndCode(fixture, `/setJobScale/${type}/?name=darts&parallelism=-1`)).toEqual([
      400, -10,
    ]);
    expect(await statusAndCode(fixture, `/setJobScale/${type}/?name=none&parallelism=1`)).toEqual([404, -20]);
    expect(await statusAndCode(fixture, '/setJobScale/JuliaBatch/?name=darts&parallelism=1')).toEqual([
      404, -21,
    ]);
  });

  test('a job of one process has the scale [0, 0] and takes no other', async () => {
    await using fixture = await serverFixture();
    await fixture.data(`/submitJob/JuliaBatch/?name=hello&${worker}`);
    expect(await fixture.data('/getJobScale/JuliaBatch/?name=hello')).toEqual([0, 0]);
    expect(await fixture.data('/setJobScale/JuliaBatch/?name=hello&parallelism=0')).toBe(true);
    expect(await statusAndCode(fixture, '/setJobScale/JuliaBatch/?name=hello&parallelism=1')).toEqual([
      400, -10,
    ]);
  });

  test('a scaler has the scale [0, 0], takes no other, and writes no lines', async () => {
    await using fixture = await withDarts();
    await fixture.data(scaler);
    expect(await fixture.data('/getJobScale/JobScaler/?name=scaler')).toEqual([0, 0]);
    expect(await fixture.data('/setJobScale/JobScaler/?name=scaler&parallelism=0')).toBe(true);
    const path = '/setJobScale/JobScaler/?name=scaler&parallelism=1';
    expect((await fixture.call(path)).json()).toEqual({
      code: -10,
      data: 'JobScaler "scaler" has no workers to scale; allowed: 0',
    });
    expect(await fixture.data('/tailJob/JobScaler/?name=scaler')).toBe('');
    expect((await fixture.call('/tailJob/JobScaler/?name=scaler&follow=true')).body).toBe('');
  });

  test('getJobEndpoint and getAllJobInfo agree on a job without ports', async () => {
    await using fixture = await withDarts();
    expect(await fixture.data(`/getJobEndpoint/${type}/?name=darts`)).toEqual([[], {}]);
    expect(await fixture.data('/getAllJobInfo')).toMatchObject({ darts: { endpoint: [[], {}] } });
  });

  test('deleteJob tells, if asked, that a job of the configuration file stays away', async () => {
    await using fixture = await withDarts();
    const { jobs, cluster } = fixture;
    const own = { namespace: 'default', name: 'own', type: 'JuliaBatch', owner: 'config' as const };
    const signal = new AbortController().signal;
    await jobs.submit({ ...own, parameters: Object.fromEntries(new URLSearchParams(worker)) }, signal);
    await cluster.declared.write([{ kind: 'job', ...own, hash: 'h', deletedByApi: false }], signal);
    const away = await fixture.data('/deleteJob/JuliaBatch/?name=own&force=true&verbose=true');
    expect(away).toEqual({ deleted: true, stays_away: true });
    const gone = await fixture.data(`/deleteJob/${type}/?name=darts&force=true&verbose=true`);
    expect(gone).toEqual({ deleted: true, stays_away: false });
  });

  test('updateJob changes what is given', async () => {
    await using fixture = await withDarts();
    expect(await fixture.data(`/updateJob/${type}/?name=darts&cpu=2`)).toBeNull();
    expect(await fixture.data(`/describeJob/${type}/?name=darts`)).toMatchObject({
      parameters: { start_script: 'worker.js' },
    });
    expect(await statusAndCode(fixture, `/updateJob/${type}/?name=darts&run_volume=other`)).toEqual([
      400, -10,
    ]);
  });

  test('deleteJob needs force while the job runs', async () => {
    await using fixture = await withDarts();
    expect(await statusAndCode(fixture, `/deleteJob/${type}/?name=darts&force=false`)).toEqual([409, -32]);
    expect(await fixture.data(`/deleteJob/${type}/?name=darts&force=true`)).toBe(true);
    expect(await fixture.data('/listJobs')).toEqual({});
  });

  test('listJobs and getAllJobInfo list scalers too', async () => {
    await using fixture = await withDarts();
    await fixture.data(scaler);
    await fixture.data(`/submitJob/Webserver/?name=web&cfg_file=web.conf&run_volume=work&ports=http:8080`);
    expect(await fixture.data('/listJobs')).toEqual({
      darts: { type },
      web: { type: 'Webserver' },
      scaler: { type: 'JobScaler' },
    });
    expect(await fixture.data('/getAllJobInfo')).toMatchObject({
      darts: { type, status: [false, 0, 2, true, false], scale: [2, 2], endpoint: [[], {}] },
      web: { endpoint: [expect.any(Array), { http: expect.any(Number) }] },
      scaler: { type: 'JobScaler', scale: [0, 0] },
    });
    expect(await fixture.data('/getAllJobInfo?format=object')).toMatchObject({
      darts: { status: { created: true } },
    });
  });

  test('waitJob answers when the job has ended, or how it is when time is over', async () => {
    const clock = new VirtualClock();
    await using fixture = await serverFixture({ clock });
    await fixture.data(`/submitJob/JuliaBatch/?name=hello&${worker}`);
    const late = fixture.data('/waitJob/JuliaBatch/?name=hello&timeout=2');
    await clock.advance(2_000);
    expect(await late).toMatchObject({ succeeded: false, failed: false });
    const ended = fixture.data('/waitJob/JuliaBatch/?name=hello');
    await clock.advance(90_000);
    const { processes } = (await fixture.data('/describeJob/JuliaBatch/?name=hello')) as {
      processes: { name: string }[];
    };
    fixture.cluster.controls.exit(processes[0]?.name ?? '', 0);
    await clock.advance(1_000);
    expect(await ended).toMatchObject({ succeeded: true });
  });
});

describe('logs', () => {
  test('tailJob: lines of a job, of the namespace, of a stream', async () => {
    await using fixture = await withDarts();
    const { controls } = fixture.cluster;
    controls.write('default', 'darts-aaaaa', 'one');
    controls.write('default', 'darts-aaaaa', 'two', 'stderr');
    const at = '2023-11-14T22:13:20.000Z';
    expect(await fixture.data(`/tailJob/${type}/?name=darts&count=50`)).toBe(
      `${at}, darts-aaaaa, one\n${at}, darts-aaaaa, two`,
    );
    expect(await fixture.data(`/tailJob/${type}/?name=darts&count=1`)).toBe(`${at}, darts-aaaaa, two`);
    expect(await fixture.data(`/tailJob/${type}/?name=darts&stream=stdin`)).toBe(`${at}, darts-aaaaa, two`);
    expect(await fixture.data('/tailJob/?stream=stdout')).toBe(`${at}, darts-aaaaa, one`);
    expect(await statusAndCode(fixture, `/tailJob/${type}/?name=darts&stream=stdlog`)).toEqual([400, -10]);
  });
});

describe('scalers', () => {
  test('submitted, told of, paused, resumed, deleted', async () => {
    await using fixture = await withDarts();
    await fixture.data(scaler);
    expect(await fixture.data('/pauseScaler/?name=scaler&for=1h')).toBe(true);
    expect(await fixture.data('/describeJob/JobScaler/?name=scaler')).toMatchObject({
      status: { reason: 'paused' },
    });
    expect(await fixture.data('/resumeScaler/JobScaler/?name=scaler')).toBe(true);
    const decisions = await fixture.data('/getDecisions/?name=scaler&count=10');
    expect(decisions).toMatchObject([{ cause: 'resumed' }, { cause: 'paused', scaler: 'scaler' }]);
    expect(JSON.stringify(decisions)).toContain('"explanation":"2023-11-14T22:13:20.000Z');
    expect(await fixture.data(`/getJobScale/JobScaler/?name=scaler`)).toEqual([0, 0]);
    expect(await fixture.data('/deleteJob/JobScaler/?name=scaler')).toBe(true);
    expect(await fixture.data('/listJobs')).toEqual({ darts: { type } });
  });

  test('a second scaler on a job is a conflict, an unknown one is not found', async () => {
    await using fixture = await withDarts();
    await fixture.data(scaler);
    expect((await fixture.call(scaler.replace('name=scaler', 'name=second'))).statusCode).toBe(409);
    for (const api of ['getDecisions', 'pauseScaler', 'resumeScaler']) {
      expect([api, ...(await statusAndCode(fixture, `/${api}/?name=none`))]).toEqual([api, 404, -20]);
    }
  });
});

describe('metrics', () => {
  const at = 1_700_000_000_123_456_789n;

  test('recorded values come back, at the nanosecond they were given', async () => {
    await using fixture = await serverFixture();
    expect(
      await fixture.data('/recordMetrics/', {
        resource: 'backlog',
        metric: '12',
        job: 'darts',
        at_time: `${at}`,
      }),
    ).toBe(true);
    const json = `{"metrics": {"backlog": 14, "done": 3}, "job": "darts", "at_time": ${at + 1n}, "tags": {"queue": "q"}}`;
    const headers = { host: '127.0.0.1', 'content-type': 'application/json' };
    expect(
      (
        await fixture.server.app.inject({ method: 'POST', url: '/recordMetrics', headers, payload: json })
      ).json().code,
    ).toBe(0);
    const query = (start: bigint, end: bigint): string =>
      `/getMetrics/?start_time=${start}&end_time=${end}&metrics=backlog:count,backlog:last,done:max`;
    const names = { namespace_name: 'default', container_name: 'darts', pod_name: '' };
    expect(await fixture.data(query(at, at + 1n))).toEqual([
      { ...names, backlog: { count: 2, last: 14 }, done: { max: 3 } },
    ]);
    expect(await fixture.data(query(at, at))).toEqual([{ ...names, backlog: { count: 1, last: 12 } }]);
    expect(await fixture.data(query(at + 1n, at))).toHaveLength(1);
    expect(await fixture.data(`${query(at, at + 1n)}&jrunns=other`)).toEqual([]);
  });

  test.each([
    ['nothing', {}],
    ['half a metric', { resource: 'backlog' }],
    ['both forms', { resource: 'a', metric: '1', metrics: '{"b": 1}' }],
    ['not a number', { resource: 'a', metric: 'NaN' }],
    ['endless', { resource: 'a', metric: '1e999' }],
    ['a tag of the service', { resource: 'a', metric: '1', tags: '{"namespace_name": "other"}' }],
  ])('recordMetrics refuses %s', async (_title, form) => {
    await using fixture = await serverFixture();
    expect((await fixture.call('/recordMetrics/', form)).statusCode).toBe(400);
  });
});

describe('configuration', () => {
  test('reconfigure answers true, or tells what was done', async () => {
    await using fixture = await serverFixture();
    fixture.reload.answer = {
      ...nothingDone,
      drift: [{ kind: 'job', namespace: 'default', name: 'a', change: 'changed' }],
    };
    expect(await fixture.data('/reconfigure')).toBe(true);
    expect(await fixture.data('/reconfigure/?apply=true&verbose=true')).toEqual(fixture.reload.answer);
    expect(fixture.reload.asked).toEqual([{ apply: false }, { apply: true }]);
  });

  test('a file that cannot be used is told with its reasons', async () => {
    await using fixture = await serverFixture();
    fixture.reload.answer = new InvalidError('bad-config', 'juliarun.jsonc:3:5: server.prot is not known');
    const response = await fixture.call('/reconfigure');
    expect([response.statusCode, response.json()]).toEqual([
      400,
      { code: -10, data: 'juliarun.jsonc:3:5: server.prot is not known' },
    ]);
    fixture.reload.answer = new RetryableError('state-away', 'the disk is full');
    expect(await statusAndCode(fixture, '/reconfigure')).toEqual([503, -50]);
  });
});

describe('system status', () => {
  test('true, or all of it', async () => {
    await using fixture = await withDarts();
    expect(await fixture.data('/getSystemStatus/')).toBe(true);
    expect(await fixture.data('/getSystemStatus/?verbose=true')).toMatchObject({
      up: true,
      nodes: [{ name: 'memory', capacity: { cpu: 1_000_000 }, free: { cpu: expect.any(Number) } }],
      waiting: [],
    });
  });
});
