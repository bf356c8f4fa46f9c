import { METHODS } from 'node:http';
import { describe, expect, test } from 'vitest';
import { serverFixture, worker, type ServerFixture } from '../../support/server-fixture.ts';

const host = '127.0.0.1:8888';
const scaleOf = '/getJobScale/JuliaParBatchWorkers/?name=darts';

async function withDarts(): Promise<ServerFixture> {
  const fixture = await serverFixture();
  await fixture.data(`/submitJob/JuliaParBatchWorkers/?name=darts&nworkers=2&${worker}`);
  return fixture;
}

describe('paths and verbs', () => {
  test.each([
    '/getJobScale/JuliaParBatchWorkers/?name=darts',
    '/getJobScale/JuliaParBatchWorkers?name=darts',
    '//getJobScale//JuliaParBatchWorkers//?name=darts',
    '/getJobScale/JuliaPar%42atchWorkers/?name=%64arts',
    '/getJobScale/JuliaParBatchWorkers/?name=other&name=darts',
    '/getJobScale/JuliaParBatchWorkers/?name=darts&jruntok=%2B%2Fx%3D&jrunns=%2Fvar%2Frun%2Fsecrets',
  ])('%s', async (url) => {
    await using fixture = await withDarts();
    expect(await fixture.data(url)).toEqual([2, 2]);
  });

  test('every verb calls but HEAD and OPTIONS', async () => {
    await using fixture = await withDarts();
    const verbs = METHODS.filter((verb) => !['HEAD', 'OPTIONS', 'CONNECT', 'QUERY'].includes(verb));
    for (const method of verbs) {
      const response = await fixture.server.app.inject({
        method: method as 'GET',
        url: scaleOf,
        headers: { host },
      });
      expect([method, response.statusCode, response.body]).toEqual([method, 200, '{"code":0,"data":[2,2]}']);
    }
    for (const method of ['HEAD', 'OPTIONS'] as const) {
      const url = '/setJobScale/JuliaParBatchWorkers/?name=darts&parallelism=5';
      const response = await fixture.server.app.inject({ method, url, headers: { host } });
      expect([response.statusCode, response.body]).toEqual([204, '']);
    }
    expect(await fixture.data(scaleOf)).toEqual([2, 2]);
  });

  test('an unknown api is plain text', async () => {
    await using fixture = await serverFixture();
    for (const url of [
      '/',
      '/nope',
      '/nope/JuliaBatch/?name=x',
      '/getJobScale/A/B/',
      '/getJobScale%2FJuliaBatch',
    ]) {
      const response = await fixture.call(url);
      expect([url, response.statusCode, response.body]).toEqual([url, 404, 'invalid api : -1']);
      expect(response.headers['content-type']).toMatch(/^text\/plain/);
    }
  });

  test('a job type must stand where one is needed, and nowhere else', async () => {
    await using fixture = await serverFixture();
    expect((await fixture.call('/getJobScale/?name=darts')).json()).toMatchObject({
      code: -10,
      data: expect.stringContaining('needs a job type'),
    });
    expect((await fixture.call('/listJobs/JuliaBatch/')).json()).toMatchObject({
      code: -20,
      data: expect.stringContaining('takes no job type'),
    });
  });
});

describe('where parameters come from', () => {
  const url = '/setJobScale/JuliaParBatchWorkers/?name=darts&parallelism=9';
  const multipart = (parts: Record<string, string>): string =>
    [
      ...Object.entries(parts).map(
        ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`,
      ),
      '--b--',
      '',
    ].join('\r\n');

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'parallelism=4'],
    ['a form with a charset', 'application/x-www-form-urlencoded; charset=utf-8', 'parallelism=4'],
    ['a form of no type', undefined, 'parallelism=4'],
    ['a form of another type', 'text/plain', 'parallelism=3&parallelism=4'],
    ['a form with its end', 'application/octet-stream', 'parallelism=4\r\n'],
    ['multipart', 'multipart/form-data; boundary=b', multipart({ parallelism: '4' })],
    ['JSON', 'application/json', '{"parallelism": 4}'],
    ['JSON text', 'application/json; charset=utf-8', '{"parallelism": "4"}'],
    ['JSON of another type', 'text/plain', ' {"parallelism": 4}'],
  ])('the body counts over the query: %s', async (_title, type, payload) => {
    await using fixture = await withDarts();
    for (const method of ['POST', 'GET', 'DELETE'] as const) {
      const headers = { host, ...(type !== undefined && { 'content-type': type }) };
      const response = await fixture.server.app.inject({ method, url, headers, payload });
      expect([method, response.json()]).toEqual([method, { code: 0, data: true }]);
      expect(await fixture.data(scaleOf)).toEqual([4, 4]);
    }
  });

  test.each([
    ['JSON that is none', 'application/json', '{"parallelism":'],
    ['JSON that is no object', 'application/json', '[1]'],
    ['JSON that is nested without end', 'application/json', `{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
    ['a word', 'text/plain', 'hello'],
    ['multipart without boundary', 'multipart/form-data', 'x'],
    ['multipart that is cut off', 'multipart/form-data; boundary=b', '--b\r\nContent-Disp'],
    ['too many parameters', 'application/x-www-form-urlencoded', 'a=b&'.repeat(1_500)],
  ])('not understood: %s', async (_title, type, payload) => {
    await using fixture = await withDarts();
    const response = await fixture.server.app.inject({
      method: 'POST',
      url,
      headers: { host, 'content-type': type },
      payload,
    });
    expect([response.statusCode, response.json().code]).toEqual([400, -3]);
    expect(await fixture.data(scaleOf)).toEqual([2, 2]);
  });

  test('10 MB is too much, and said so', async () => {
    await using fixture = await withDarts();
    const payload = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
    const response = await fixture.server.app.inject({ method: 'POST', url, headers: { host }, payload });
    expect([response.statusCode, response.json()]).toEqual([
      413,
      { code: -14, data: 'the body is larger than 10 MB' },
    ]);
  });

  test('10 MB less a little is read', async () => {
    await using fixture = await withDarts();
    const payload = `envvars=${'x'.repeat(10 * 1024 * 1024 - 100)}`;
    const response = await fixture.server.app.inject({
      method: 'POST',
      url: `/submitJob/JuliaBatch/?name=big&${worker}`,
      headers: { host },
      payload,
    });
    expect([response.statusCode, response.json().code]).toEqual([400, -10]);
    expect(response.body.length).toBeLessThan(10_000);
  });
});

describe('answers', () => {
  test('are never kept on the way', async () => {
    await using fixture = await withDarts();
    for (const url of [scaleOf, '/getJobScale/JuliaBatch/?name=none', '/nope']) {
      expect((await fixture.call(url)).headers['cache-control']).toBe('no-store');
    }
    expect((await fixture.call(scaleOf)).headers['content-type']).toMatch(/^application\/json/);
  });

  test('unknown parameters are named, with what was probably meant', async () => {
    await using fixture = await withDarts();
    const response = await fixture.call('/getJobScale/JuliaParBatchWorkers/?name=darts&nam=x');
    expect([response.statusCode, response.json().code]).toEqual([400, -11]);
    expect(response.json().data).toContain('there is no parameter "nam"; did you mean "name"?');
  });

  test('a fault of the service is told to its log and not to the caller', async () => {
    await using fixture = await withDarts();
    fixture.cluster.cluster.find = async () => {
      throw new TypeError('secret detail');
    };
    const response = await fixture.call(scaleOf);
    expect([response.statusCode, response.json().code]).toEqual([500, -2]);
    expect(response.body).not.toContain('secret');
    expect(fixture.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'a call failed' }),
    );
  });

  test('a cluster that is away is worth another try', async () => {
    await using fixture = await withDarts();
    fixture.cluster.controls.setAway('unplugged');
    const response = await fixture.call(scaleOf);
    expect([response.statusCode, response.json().code]).toEqual([503, -50]);
    expect(await fixture.data('/getSystemStatus')).toBe(false);
  });

  test('tokens are never logged', async () => {
    await using fixture = await withDarts();
    await fixture.call(`${scaleOf}&jruntok=c2VjcmV0`);
    await fixture.call('/getJobScale/%zz?jruntok=c2VjcmV0');
    await fixture.call('/submitJob/JuliaBatch/?name=x&jruntok=c2VjcmV0');
    expect(JSON.stringify(fixture.logged)).not.toContain('c2VjcmV0');
  });
});

describe('namespaces', () => {
  test('keep jobs apart', async () => {
    await using fixture = await withDarts();
    expect(await fixture.data('/listJobs/?jrunns=other')).toEqual({});
    expect((await fixture.call(`${scaleOf}&jrunns=other`)).statusCode).toBe(404);
    expect(await fixture.data('/listJobs/?jrunns=default%0A')).toEqual({
      darts: { type: 'JuliaParBatchWorkers' },
    });
  });
});
