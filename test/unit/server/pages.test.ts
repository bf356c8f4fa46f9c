import { expect, test } from 'vitest';
import { serverFixture, worker } from '../../support/server-fixture.ts';

test('/healthz and /readyz', async () => {
  await using fixture = await serverFixture();
  expect((await fixture.call('/healthz')).body).toBe('ok\n');
  expect((await fixture.call('/readyz')).body).toBe('ready\n');
  fixture.cluster.controls.setAway('unplugged');
  expect((await fixture.call('/healthz')).statusCode).toBe(200);
  const response = await fixture.call('/readyz');
  expect([response.statusCode, response.body]).toEqual([503, 'not ready: the cluster is away\n']);
});

test('/metrics counts, and names no job', async () => {
  await using fixture = await serverFixture();
  await fixture.data(`/submitJob/JuliaParBatchWorkers/?name=darts&nworkers=2&${worker}`);
  const { body, headers } = await fixture.call('/metrics');
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = body.split('\n');
  expect(lines).toContain('juliarun_jobs{type="JuliaParBatchWorkers",phase="running"} 1');
  expect(lines).toContain('juliarun_config_last_reload_successful 1');
  expect(lines).toContain('juliarun_scaler_decisions_total{outcome="applied"} 0');
  expect(lines).toContain('juliarun_scaler_tick_lateness_seconds_bucket{le="0.002"} 0');
  expect(lines).toContain('juliarun_scaler_tick_lateness_seconds_bucket{le="+Inf"} 0');
  expect(lines).toContain('juliarun_build_info{version="0.0.0"} 1');
  expect(body).toContain('nodejs_eventloop_lag_seconds');
  expect(body).not.toContain('darts');
  fixture.cluster.controls.setAway('unplugged');
  expect((await fixture.call('/metrics')).statusCode).toBe(200);
});

test('/openapi.json describes every call, with its parameters and failures', async () => {
  await using fixture = await serverFixture();
  const { paths, openapi } = (await fixture.call('/openapi.json')).json();
  expect(openapi).toBe('3.1.0');
  const { get, post } = paths['/setJobScale/{JobType}/'];
  expect(get.parameters.map(({ name }: { name: string }) => name)).toEqual([
    'JobType',
    'name',
    'parallelism',
    'jruntok',
    'jrunns',
  ]);
  expect(Object.keys(get.responses)).toEqual(['200', '400', '403', '404', '409', '413', '500', '503']);
  expect(get.responses['404'].description).toContain('-21');
  expect(Object.keys(post.requestBody.content)).toContain('application/x-www-form-urlencoded');
  expect(post.parameters.map(({ name }: { name: string }) => name)).toContain('Idempotency-Key');
  const submit = paths['/submitJob/JuliaParBatchWorkers/'].get.parameters;
  expect(submit).toContainEqual(expect.objectContaining({ name: 'start_script', required: true }));
  expect(paths['/submitJob/JobScaler/']).toBeDefined();
  for (const api of [
    'getSystemStatus',
    'listJobs',
    'getAllJobInfo',
    'reconfigure',
    'recordMetrics',
    'getMetrics',
    'tailJob',
    'getDecisions',
  ]) {
    expect([api, paths[`/${api}/`] !== undefined]).toEqual([api, true]);
  }
});

test('HEAD asks for pages without their bodies', async () => {
  await using fixture = await serverFixture();
  for (const url of ['/healthz', '/metrics', '/openapi.json']) {
    const response = await fixture.server.app.inject({ method: 'HEAD', url, headers: { host: 'localhost' } });
    expect([url, response.statusCode, response.body]).toEqual([url, 200, '']);
  }
});
