import { beforeEach, describe, expect, test } from 'vitest';
import type { RefusedPoint } from '../../../src/accounting/points.ts';
import type { Role } from '../../../src/accounting/ports/known-jobs.ts';
import type { MetricsStore } from '../../../src/accounting/ports/metrics-store.ts';
import { Recorder } from '../../../src/accounting/record-metrics.ts';
import type { RecordRequest } from '../../../src/accounting/record-request.ts';
import { RetryableError } from '../../../src/lib/errors.ts';
import { later } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { calm, columns, pointsOf, scanned } from '../../support/points.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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
    return new Recorder({ store: target, jobs, clock, retention: () => 20 * DAY });
  }

  async function record(request: Partial<RecordRequest>): Promise<void> {
    await recorder.record({ namespace: 'default', metrics: { backlog: 4 }, ...request }, calm);
  }

  async function stored(measurement: string) {
    const now = clock.now();
    const query = { measurements: [measurement], from: later(now, -2e9), to: later(now, 2e9) };
    return await scanned(store, query);
  }

  /** The number of points of each write from now on. */
  function countWrites(): readonly number[] {
    const sizes: number[] = [];
    const write = store.write.bind(store);
    store.write = async (batch, signal) => {
      sizes.push(batch.index.length);
      return await write(batch, signal);
    };
    return sizes;
  }

  /** Makes the store refuse the points of these measurements, and store the others. */
  function refuse(names: RegExp): void {
    const write = store.write.bind(store);
    store.write = async (batch, signal) => {
      const points = pointsOf(batch);
      const refused = points.flatMap(({ series: { measurement } }, at): RefusedPoint[] =>
        names.test(measurement) ? [{ at, reason: `${measurement} is odd` }] : [],
      );
      await write(columns(points.filter(({ series }) => !names.test(series.measurement))), signal);
      return refused;
    };
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

  test('names and values of tags are any text of one line; one of them may name the account', async () => {
    const tags = {
      project: 'physics',
      'a b': 'c = "d", e\\',
      größe: "naïve 'quotes' 🎲",
      'x,y=z': ' x',
    };
    await record({ metrics: { 'spaß, "so = so"': 1 }, tags });
    const [point] = await stored('spaß, "so = so"');
    expect(point?.series.tags).toEqual({ type: 'pod_container', namespace_name: 'default', ...tags });
  });

  test.each<[string, bigint, string[]]>([
    ['in ten minutes and a little', 600_000_000_001n, ['10m ahead', 'at most 10m is taken']],
    ['in ten years', 3_650n * 86_400_000_000_000n, ['2033-11-11T22:13:20.000Z', '87600h ahead']],
    ['before points are kept', -20n * 86_400_000_000_000n - 1n, ['kept for 480h only', 'removed at once']],
  ])('refuses a time %s', async (_, offset, messages) => {
    const refused = record({ atTime: clock.now() + offset });
    for (const message of messages)
      await expect(refused).rejects.toMatchObject({
        code: 'bad-time',
        message: expect.stringContaining(message),
      });
    expect(await stored('backlog')).toEqual([]);
  });

  test.each<[string, bigint]>([
    ['seconds', 1_700_000_000n],
    ['milliseconds', 1_700_000_000_000n],
    ['microseconds', 1_700_000_000_000_000n],
  ])('refuses a time in %s, and says what to give', async (unit, atTime) => {
    await expect(record({ atTime })).rejects.toMatchObject({
      code: 'bad-time',
      message: expect.stringContaining(`${atTime} looks like ${unit}: give nanoseconds, 1700000000000000000`),
    });
  });

  test('takes a time at either bound', async () => {
    await record({ atTime: later(clock.now(), 10 * MINUTE) });
    await record({ atTime: later(clock.now(), -20 * DAY) });
    expect(await stored('backlog')).toHaveLength(2);
  });

  test('times that no store can say are refused, too', async () => {
    for (const atTime of [2n ** 80n, -(2n ** 80n), 2n ** 63n - 1n])
      await expect(record({ atTime })).rejects.toMatchObject({ code: 'bad-time' });
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
    ['a tag with half a character', { tags: { a: 'x\ud800' } }, 'no valid Unicode'],
    ['a tag without a name', { tags: { '': 'x' } }, 'the name of a tag is empty'],
    ['a tag without a value', { tags: { a: '' } }, 'the value of the tag "a" is empty'],
    ['a tag of blanks', { tags: { a: ' \t' } }, 'the value of the tag "a" is empty'],
    ['a process with a line break', { job: 'elsewhere', process: 'x\ny' }, 'has control characters'],
    ['a job without a name', { job: '' }, 'the name of the job is empty'],
    ['one metric under two names', { metrics: { mem: 1, memory: 2 } }, '"mem" and "memory" are the same'],
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
    const sizes = countWrites();
    await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        record({ metrics: { backlog: at, other: at }, tags: { at: `${at}` } }),
      ),
    );
    expect(sizes).toEqual([100]);
  });

  test('points that the store refuses are errors of their callers alone, each with its reason', async () => {
    refuse(/^odd/);
    const outcomes = await Promise.allSettled([
      record({ metrics: { backlog: 1 } }),
      record({ metrics: { a: 1, odd1: 2, b: 3, odd2: 4 } }),
      record({ metrics: { odd3: 1 } }),
      record({ metrics: { backlog: 2 }, tags: { other: 'x' } }),
    ]);
    expect(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.message : 'stored')),
    ).toEqual([
      'stored',
      'the store does not take "odd1": odd1 is odd; "odd2": odd2 is odd; stored: "a", "b"',
      'the store does not take "odd3": odd3 is odd',
      'stored',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { remedy: 'fix', code: 'refused-point' } });
    expect(await stored('backlog')).toHaveLength(2);
    expect((await stored('b')).map(({ value }) => value)).toEqual([3]);
    expect(await stored('odd1')).toEqual([]);
  });

  test('counts what never came to the store, by the reason', async () => {
    const bad: Partial<RecordRequest>[] = [
      { metrics: { a: Number.NaN, b: 1 } },
      { tags: { user: 'x' } },
      { atTime: 5n },
      { job: 'darts', process: 'pi-aaaaa' },
    ];
    for (const request of bad) await expect(record(request)).rejects.toMatchObject({ remedy: 'fix' });
    refuse(/./);
    await expect(record({})).rejects.toThrow('does not take');
    expect(Object.fromEntries(recorder.refused)).toEqual({
      'bad-metric': 2,
      'bad-tag': 1,
      'bad-time': 1,
      'bad-process': 1,
    });
  });

  test('a store that is away is retryable', async () => {
    store.write = () => Promise.reject(new RetryableError('store-away', 'away'));
    await expect(record({})).rejects.toMatchObject({ remedy: 'retry', code: 'store-away' });
  });

  test('100,000 metrics of one call are refused before anything is made of them', async () => {
    const metrics = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`m${at}`, at]));
    await expect(record({ metrics })).rejects.toThrow('100000 metrics are given; give at most 100');
    expect(await stored('m0')).toEqual([]);
  });

  test('100,000 points of many calls are all stored, a few thousand in a write', async () => {
    const sizes = countWrites();
    const metrics = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}`, at]));
    const calls = Array.from({ length: 1_000 }, (_, at) => record({ metrics, tags: { at: `${at}` } }));
    await Promise.all(calls);
    expect(await stored('m99')).toHaveLength(1_000);
    expect(sizes.reduce((a, b) => a + b)).toBe(100_000);
    expect(Math.max(...sizes)).toBe(5_000);
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
