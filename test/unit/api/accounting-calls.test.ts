import { describe, expect, test } from 'vitest';
import { apiCalls } from '../../../src/api/api-calls.ts';

const { getRusage, getMetrics, setupMetrics, cleanupMetrics } = apiCalls;

describe('getRusage', () => {
  test('asks for cpu and mem by account, of no particular time', () => {
    expect(getRusage.request.parse({})).toEqual({ resource: ['cpu', 'mem'], by: 'account' });
  });

  test.each([
    ['a name', 'gpu', ['gpu']],
    ['names with commas', 'cpu, memory', ['cpu', 'memory']],
    ['JSON', '["cpu","mem"]', ['cpu', 'mem']],
    ['Julia', 'String["cpu", "mem"]', ['cpu', 'mem']],
    ['a list', ['mem'], ['mem']],
  ])('takes resources as %s', (_form, resource, read) => {
    expect(getRusage.request.parse({ resource }).resource).toEqual(read);
  });

  test('knows what rows can tell apart', () => {
    expect(getRusage.request.parse({ by: 'job' }).by).toBe('job');
    expect(getRusage.request.safeParse({ by: 'namespace' }).error?.issues[0]?.message).toBe(
      'is "namespace"; allowed: account, job, user',
    );
  });
});

test.each([
  ['setupMetrics', setupMetrics],
  ['cleanupMetrics', cleanupMetrics],
])('%s changes nothing that is stored unless it is told to', (_name, { request }) => {
  expect(request.parse({})).toEqual({ dry_run: false, force: false });
  expect(request.parse({ dry_run: 'true', force: '1' })).toEqual({ dry_run: true, force: true });
});

test('getMetrics takes up to 100 metrics', () => {
  const metrics = Array.from({ length: 100 }, (_, at) => `m${at}`);
  expect(getMetrics.request.parse({ metrics: metrics.join(',') }).metrics).toHaveLength(100);
  const more = getMetrics.request.safeParse({ metrics: [...metrics, 'one'] });
  expect(more.error?.issues[0]?.message).toMatch(/^has 101 metrics, more than 100/);
});
