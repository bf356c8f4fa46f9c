import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { ServiceProcess } from './support/service-process.ts';
import { serviceWith, SHELL_JOB, SLEEP } from './support/shell-jobs.ts';

const JOB = { start_script: 'sleep.sh', ...SHELL_JOB };
const SCALER = { job: 'JuliaParBatchWorkers/many', max: 3 };

describe('what a caller may do wrong', () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await serviceWith({ 'sleep.sh': SLEEP, 'end.sh': 'sleep 1\nexit 0\n' });
    await service.start();
    await service.call('submitJob/JuliaParBatchWorkers', { name: 'many', ...JOB, nworkers: 1 });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it.each([
    ['submitJob/JuliaBacht', { name: 'x', ...JOB }, 400, -12, 'did you mean "JuliaBatch"?'],
    ['submitJob/JuliaBatch', { name: 'x', ...JOB, memroy: '1Gi' }, 400, -11, 'did you mean "memory"?'],
    ['submitJob/JuliaBatch', { name: 'x', run_volume: 'work', image: 'sh' }, 400, -10, 'start_script'],
    ['submitJob/JuliaBatch', { name: 'x', ...JOB, memory: '1 Gigabit' }, 400, -10, '512Mi'],
    ['submitJob/JuliaBatch', { name: 'x', ...JOB, cpu: '0,5' }, 400, -10, 'cpu'],
    ['submitJob/JuliaBatch', { name: 'x', ...JOB, timeout: '10 parsecs' }, 400, -10, 'timeout'],
    ['submitJob/JuliaBatch', { name: 'X y', ...JOB }, 400, -13, 'X y'],
    ['submitJob/JuliaBatch', { name: 'x', ...JOB, image: 'shh' }, 400, -10, 'configured are "sh", "node"'],
    ['submitJob/JuliaBatch', { name: 'x', ...JOB, run_volume: 'wrok' }, 400, -10, 'wrok'],
    ['submitJob/JuliaBatch', { name: 'x', ...JOB, start_script: '../../etc/passwd' }, 400, -10, 'leads out'],
    ['submitJob/JuliaBatch', { name: 'many', ...JOB }, 409, -31, 'is taken'],
    ['submitJob/JuliaParBatch', { name: 'x', ...JOB, nworkers: 2 }, 400, -10, 'worker_start_script'],
    ['submitJob/JobScaler', scaler('JobMetric("cpu"'), 400, -10, 'column'],
    ['submitJob/JobScaler', scaler('Averge(JobMetric("cpu"), 20)'), 400, -10, 'did you mean Average?'],
    ['submitJob/JobScaler', scaler('Average(JobMetric("cpu"), 0)'), 400, -10, '1 to 10000'],
    ['submitJob/JobScaler', scaler('Combine([1, 2], maximun)'), 400, -10, 'did you mean maximum?'],
    ['submitJob/JobScaler', scaler('1 / 0'), 200, 0, ''],
    ['submitJob/JobScaler', { name: 'x', job: 'many', max: 3, metric: '1' }, 400, -10, 'Type/name'],
    ['submitJob/JobScaler', { ...scaler('1'), interval: '3 fortnights' }, 400, -10, 'interval'],
    ['submitJob/JobScaler', { name: 'x', job: SCALER.job, metric: '1' }, 400, -10, 'max'],
    ['setJobScale/JuliaParBatchWorkers', { name: 'many', parallelism: -1 }, 400, -10, '0 to 100000'],
    ['setJobScale/JuliaParBatchWorkers', { name: 'many', parallelism: 'NaN' }, 400, -10, 'parallelism'],
    ['getJobScale/JuliaBatch', { name: 'many' }, 404, -21, 'is a JuliaParBatchWorkers'],
    ['getJobScale/JuliaBatch', { name: 'nobody' }, 404, -20, 'there is no job "nobody"'],
    ['deleteJob/JuliaParBatchWorkers', { name: 'many' }, 409, -32, 'force=true'],
    ['recordMetrics', { resource: 'backlog', metric: 'NaN' }, 400, -10, 'NaN'],
    ['recordMetrics', { resource: 'backlog', metric: 'Infinity' }, 400, -10, 'Infinity'],
    ['recordMetrics', { resource: 'backlog', metric: '-Inf' }, 400, -10, '-Inf'],
    ['recordMetrics', { resource: 'backlog', metric: '1e999' }, 400, -10, '1e999'],
    ['recordMetrics', { metrics: '{"a": 1, "b": NaN}' }, 400, -10, 'NaN'],
    ['recordMetrics', { resource: 'cpu', metric: 1, job: 'many' }, 400, -10, 'is measured by the service'],
    ['getMetrics', { metrics: 'cpu:meen' }, 400, -10, 'mean'],
  ])('%s %j: %i, %i', async (api, parameters, status, code, message) => {
    const answer = await service.ask(api, parameters);
    expect(answer).toMatchObject({ status });
    const { code: told, data } = JSON.parse(answer.body);
    const said = String(data);
    expect({ code: told, said }).toEqual({ code, said: expect.stringContaining(message) });
    if (status === 200) await service.call('deleteJob/JobScaler', { name: 'x' });
  });

  it('an expression nested 1,000 deep', async () => {
    const deep = `${'('.repeat(1_000)}1${')'.repeat(1_000)}`;
    const nested = `${'Average('.repeat(1_000)}1${', 2)'.repeat(1_000)}`;
    for (const metric of [deep, nested, '-'.repeat(1_000) + 1]) {
      const { status, body } = await service.ask('submitJob/JobScaler', { name: 'x', ...SCALER, metric });
      expect(status).toBe(400);
      expect(JSON.parse(body).data).toMatch(/deep/);
      expect(body.length).toBeLessThan(2_000);
    }
  });

  it('a body of 10 MB and more', async () => {
    const answer = await service.ask('recordMetrics', { resource: 'x'.repeat(11 * 2 ** 20), metric: 1 });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ code: -14 });
    const large = await service.ask('getMetrics', { start_time: 'x'.repeat(9 * 2 ** 20) });
    expect(large.status).toBe(400);
    expect(large.body.length).toBeLessThan(2_000);
    const metrics = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`metric${at}`, at]));
    const many = await service.ask('recordMetrics', { metrics: JSON.stringify(metrics) });
    expect(many.status).toBe(413);
    expect(JSON.parse(many.body)).toEqual({
      code: -14,
      data: 'the body is larger than 128 KB; send less in one call',
    });
    expect(await service.call('getSystemStatus')).toBe(true);
  });

  it('a scaler before its job, and a second one on the same job', async () => {
    const metric = 'Bounded(JobMetric("later"), 1:3)';
    await service.call('submitJob/JobScaler', {
      name: 'early',
      job: 'JuliaParBatchWorkers/late',
      interval: '100ms',
      metric,
    });
    const status = () =>
      service.call<{ reason: string | null; succeeded: boolean }>('getJobStatus/JobScaler', {
        name: 'early',
        format: 'object',
      });
    expect(await status()).toMatchObject({ reason: 'waits for late', succeeded: false });
    const second = await service.ask('submitJob/JobScaler', {
      name: 'second',
      job: 'JuliaParBatchWorkers/late',
      max: 2,
      metric: '2',
    });
    expect(second.status).toBe(409);
    expect(second.body).toContain('early');

    await service.call('submitJob/JuliaParBatchWorkers', { name: 'late', ...JOB, nworkers: 1 });
    await service.call('recordMetrics', { resource: 'later', metric: 2, job: 'late' });
    await eventually(
      () => service.call<[number, number]>('getJobScale/JuliaParBatchWorkers', { name: 'late' }),
      ([running, requested]) => running === 2 && requested === 2,
    );
    expect((await status()).reason).toBeNull();
    await service.call('deleteJob/JuliaParBatchWorkers', { name: 'late', force: 'true' });
    expect((await service.ask('getJobStatus/JobScaler', { name: 'early' })).status).toBe(404);
  });

  it('a scaler whose job succeeds ends', async () => {
    const job = { ...JOB, start_script: 'end.sh', restart: 'Never', nworkers: 2 };
    await service.call('submitJob/JuliaParBatchWorkers', { name: 'short', ...job });
    await service.call('submitJob/JobScaler', {
      name: 'ends',
      job: 'JuliaParBatchWorkers/short',
      interval: '100ms',
      max: 2,
      metric: '2',
    });
    const status = await eventually(
      () =>
        service.call<{ succeeded: boolean }>('getJobStatus/JobScaler', { name: 'ends', format: 'object' }),
      ({ succeeded }) => succeeded,
    );
    expect(status).toMatchObject({ failed: false });
  });
});

function scaler(metric: string) {
  return { name: 'x', ...SCALER, metric };
}
