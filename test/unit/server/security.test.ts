import { describe, expect, test } from 'vitest';
import { serverFixture } from '../../support/server-fixture.ts';

const api = '/listJobs/';
const open = ['/healthz', '/readyz', '/metrics'];

async function statusOf(
  path: string,
  headers: Record<string, string>,
  method: 'GET' | 'POST' = 'GET',
): Promise<number> {
  await using fixture = await serverFixture({ config: { hosts: ['build.example'] } });
  return (await fixture.server.app.inject({ method, url: path, headers })).statusCode;
}

describe('names that the service goes by', () => {
  test.each(['127.0.0.1:8888', 'localhost', '[::1]:1', 'build.example:8888'])('%s may call', async (host) => {
    expect(await statusOf(api, { host })).toBe(200);
  });

  test.each(['evil.example', 'evil.example:8888', '192.168.0.1'])(
    '%s may not, but for health and metrics',
    async (host) => {
      expect(await statusOf(api, { host })).toBe(403);
      expect(await statusOf('/openapi.json', { host })).toBe(403);
      expect(await statusOf('/nope', { host })).toBe(403);
      for (const path of open) expect([path, await statusOf(path, { host })]).toEqual([path, 200]);
    },
  );
});

describe('requests from pages of other sites', () => {
  const host = '127.0.0.1:8888';

  test.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://127.0.0.1:9999' },
  ])('%o is refused', async (headers) => {
    for (const method of ['GET', 'POST'] as const)
      expect(await statusOf(api, { host, ...headers }, method)).toBe(403);
  });

  test.each([
    {},
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: `http://${host}` },
  ])('%o is let in', async (headers) => {
    expect(await statusOf(api, { host, ...headers })).toBe(200);
  });

  test('nothing is done before the refusal', async () => {
    await using fixture = await serverFixture();
    const url = '/submitJob/JuliaBatch/?name=a&start_script=a.js&run_volume=work';
    await fixture.server.app.inject({ url, headers: { host, 'sec-fetch-site': 'cross-site' } });
    await fixture.server.app.inject({ url, headers: { host: 'evil.example' } });
    expect(await fixture.data('/listJobs')).toEqual({});
  });
});

describe('without authentication', () => {
  test.each(['0.0.0.0', '::', '10.1.2.3', 'example.org'])(
    'the service does not listen on %s',
    async (host) => {
      await expect(serverFixture({ config: { host } })).rejects.toMatchObject({
        code: 'open-host',
        remedy: 'fix',
      });
    },
  );

  test('authentication that is asked for and missing is refused, not left out', async () => {
    const auth = {
      tokens: [{ name: 'a', hash: 'b', namespaces: ['c'], role: 'viewer' as const }],
      kubernetes: false,
    };
    await expect(serverFixture({ config: { auth } })).rejects.toThrow('server.auth');
  });
});
