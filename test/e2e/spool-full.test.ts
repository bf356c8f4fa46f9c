import path from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import type { ServiceProcess } from './support/service-process.ts';
import { serviceWith } from './support/shell-jobs.ts';
import { smallDisk } from './support/small-disk.ts';

/** Metrics of one call. */
const EACH = 100;

/** Nobody listens where its store should be. */
async function serviceWithoutStore(spool: object, state: string): Promise<ServiceProcess> {
  const influxdb = { url: `http://127.0.0.1:${await freePort()}` };
  return await serviceWith(
    {},
    {
      accountingtype: 'JuliaRun.KuberClusters.InfluxDBAccounting',
      accounting: { influxdb, spool, collect_interval: '1h' },
      compute: { state },
    },
  );
}

async function record(service: ServiceProcess, number: number): ReturnType<ServiceProcess['ask']> {
  const metrics = Array.from({ length: EACH }, (_, at) => [`metric-${number}-${at}`, at] as const);
  return await service.ask('recordMetrics', { metrics: JSON.stringify(Object.fromEntries(metrics)) });
}

async function waiting(service: ServiceProcess): Promise<unknown> {
  const status = await service.call<{ metrics: { waiting_points?: number } }>('getSystemStatus', {
    verbose: 'true',
  });
  return status.metrics.waiting_points;
}

it('at its size the spool refuses points, says so, and keeps what it has over a kill -9', async () => {
  await using service = await serviceWithoutStore({ max: '1Mi' }, '.juliarun');
  await service.start();
  let taken = 0;
  let answer = await record(service, taken);
  for (; answer.status === 200; answer = await record(service, taken)) taken++;
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.body)).toEqual({
    code: -50,
    data: expect.stringMatching(/spool\.db is full: .* MiB .*accounting\.spool\.max is 1 MiB/),
  });
  expect(await waiting(service)).toBe(taken * EACH);
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  await service.end('SIGKILL');
  await service.start();
  expect(await waiting(service)).toBe(taken * EACH);
});

it('on a full disk the spool refuses points, and takes them again when there is space', async () => {
  await using disk = await smallDisk();
  await using service = await serviceWithoutStore({}, path.join(disk.folder, 'state'));
  await service.start();
  expect((await record(service, 0)).status).toBe(200);
  await disk.fill(service.pid);
  const answer = await record(service, 1);
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.body)).toEqual({ code: -50, data: expect.stringContaining('spool.db') });
  expect(await waiting(service)).toBe(EACH);
  await disk.free(service.pid);
  expect((await record(service, 2)).status).toBe(200);
  expect(await waiting(service)).toBe(2 * EACH);
});
