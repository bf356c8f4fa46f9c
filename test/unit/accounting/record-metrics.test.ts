import { beforeEach, describe, expect, test } from 'vitest';
import type { PointColumns } from '../../../src/accounting/points.ts';
import type { Role } from '../../../src/accounting/ports/known-jobs.ts';
import type { MetricsStore } from '../../../src/accounting/ports/metrics-store.ts';
import { Recorder } from '../../../src/accounting/record-metrics.ts';
import type { RecordRequest } from '../../../src/accounting/record-request.ts';
import { RetryableError } from '../../../src/lib/errors.ts';
import { later } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { calm, scanned } from '../../support/points.ts';

describe('Recorder', () => {
  const clock = new VirtualClock();
  const darts = new Map<string, Role>([
    ['darts-aaaaa', 'worker'],
    ['darts-mmmmm', 'master'],
  ]);
  let store: MetricsStore;
  let recorder: Recorder;

  beforeEach(() => {
    store = createMemoryStore();
    recorder = recorderOn(store);
  });

  function recorderOn(target: MetricsStore): Recorder {
    const jobs = { processes: async ({ name }: { name: string }) => (name === 'darts' ? darts : undefined) };
    return new Recorder({ store: target, jobs, clock });
  }

  async function record(request: Partial<RecordRequest>): Promise<void> {
    await recorder.record({ namespace: 'default', metrics: { backlog: 4 }, ...request }, calm);
  }

  async function stored(measurement: string) {
    const now = clock.now();
    return await scanned(store, { measurement, from: later(now, -1e9), to: later(now, 1e9) });
  }

  test('stores each metric as a measurement of its own name, now, under the identity of the caller', async () => {
    await record({ metrics: { backlog: 4, 'queue depth': -0.5 }, user: 'ada' });
    const tags = { type: 'pod_container', namespace_name: 'default', user: 'ada' };
    expect(await stored('backlog')).toEqual([
      { series: { measurement: 'backlog', tags }, time: clock.now(), value: 4 },
    ]);
    expect((await stored('queue depth')).map(({ value }) => value)).toEqual([-0.5]);
  });

  test("job and process say whose the values are; the role is the process's own", async () => {
    await record({ job: 'darts', tags: { colour: 'red' } });
    await record({ job: 'darts', process: 'darts-mmmmm' });
    expect((await stored('backlog')).map(({ series }) => series.tags)).toEqual([
      { type: 'pod_container', namespace_name: 'default', container_name: 'darts', colour: 'red' },
      {
        type: 'pod_container',
        namespace_name: 'default',
        container_name: 'darts',
        pod_name: 'darts-mmmmm',
        role: 'master',
      },
    ]);
  });

  test('keeps the time given, to the nanosecond', async () => {
    const atTime = clock.now() - 123_456_789n;
    await record({ atTime });
    expect((await stored('backlog')).map(({ time }) => time)).toEqual([atTime]);
  });

  test('cpu, mem and gpu are for workloads that the service does not run', async () => {
    await record({ metrics: { cpu: 250, mem: 1_024, gpu: 2 }, job: 'elsewhere', process: 'elsewhere-1' });
    expect((await stored('cpu/usage_rate')).map(({ value }) => value)).toEqual([250]);
    expect((await stored('memory/usage')).map(({ value }) => value)).toEqual([1_024]);
    expect((await stored('gpu/request')).map(({ value }) => value)).toEqual([2]);
    for (const name of ['cpu', 'mem', 'memory', 'gpu']) {
      await expect(record({ metrics: { backlog: 1, [name]: 1 }, job: 'darts' })).rejects.toMatchObject({
        code: 'bad-metric',
        message: expect.stringContaining(`"${name}" of the job "darts" is measured by the service`),
      });
    }
    expect(await stored('backlog')).toEqual([]);
  });

  test.each<[string, Partial<RecordRequest>, string]>([
    ['no metric', { metrics: {} }, 'no metric is given'],
    ['an empty name', { metrics: { ' ': 1 } }, 'the name of a metric is empty'],
    ['a long name', { metrics: { ['x'.repeat(256)]: 1 } }, 'has 256 characters'],
    ['a control character', { metrics: { 'a\nb': 1 } }, 'control characters'],
    ['NaN', { metrics: { a: Number.NaN } }, 'the value of "a" is NaN'],
    ['an infinite value', { metrics: { a: Number.POSITIVE_INFINITY } }, 'give a finite number'],
    ["a name of the service's", { metrics: { 'cpu/usage': 1 } }, 'choose one without "cpu/"'],
    [
      'too many metrics',
      { metrics: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`m${at}`, at])) },
      '101 metrics',
    ],
    [
      'too many tags',
      { tags: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`t${at}`, 'x'])) },
      '33 tags',
    ],
    ['an identity tag', { tags: { namespace_name: 'other' } }, '"namespace_name" is set by the service'],
    ['a pod of its own', { tags: { pod_name: 'x' } }, '"job" and "process" say whose'],
    ['a reserved tag', { tags: { time: 'x' } }, '"time" cannot be the name of a tag'],
    ['a long tag', { tags: { a: 'x'.repeat(1_025) } }, 'the most is 1024'],
    ['a tag with a line break', { tags: { a: 'x\ny' } }, 'has control characters'],
    ['a process without a job', { process: 'darts-aaaaa' }, 'give "job" too'],
    [
      'a process of another job',
      { job: 'darts', process: 'pi-aaaaa' },
      '"pi-aaaaa" is no process of the job "darts"',
    ],
  ])('refuses %s', async (_, request, message) => {
    await expect(record(request)).rejects.toMatchObject({
      remedy: 'fix',
      message: expect.stringContaining(message),
    });
    expect(await stored('backlog')).toEqual([]);
  });

  test('calls that come together are one write', async () => {
    const writes: PointColumns[] = [];
    const counting = createMemoryStore();
    const write = counting.write.bind(counting);
    counting.write = async (batch, signal) => {
      writes.push(batch);
      return await write(batch, signal);
    };
    recorder = recorderOn(counting);
    await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        record({ metrics: { backlog: at, other: at }, tags: { at: `${at}` } }),
      ),
    );
    expect(writes.map(({ index }) => index.length)).toEqual([100]);
  });

  test('a store that is away is retryable, and a point that it refuses is an error of its caller alone', async () => {
    const times = [clock.now(), 2n ** 63n - 1n, clock.now() + 1n];
    const outcomes = await Promise.allSettled(times.map((atTime) => record({ atTime })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({
      reason: { remedy: 'fix', message: expect.stringContaining('outside the years') },
    });

    store.write = () => Promise.reject(new RetryableError('store-away', 'away'));
    await expect(record({})).rejects.toMatchObject({ remedy: 'retry', code: 'store-away' });
  });

  test('a caller that gives up is not waited for, and aborts no other', async () => {
    const abort = new AbortController();
    const given = recorder.record({ namespace: 'default', metrics: { backlog: 1 } }, abort.signal);
    const other = record({ metrics: { backlog: 2 }, tags: { other: 'x' } });
    abort.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    await other;
    expect((await stored('backlog')).map(({ value }) => value)).toContain(2);
  });
});
