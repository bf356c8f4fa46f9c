import { expect, test } from 'vitest';
import { createMemoryCluster } from '../../../src/clusters/memory/create.ts';
import type { JobSpec } from '../../../src/jobs/job-spec.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { later } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { batchSpec, workersSpec } from '../../support/job-spec.ts';

const never = new AbortController().signal;

function world(options: { startDelay?: number; stopDelay?: number } = {}) {
  const clock = new VirtualClock();
  const parts = createMemoryCluster({ clock, log: silentLog, ...options });
  async function phases(job: JobSpec): Promise<readonly string[]> {
    return (await parts.cluster.find(job, never))?.processes.map(({ phase }) => phase) ?? [];
  }
  async function firstOf(job: JobSpec): Promise<string> {
    return (await parts.cluster.find(job, never))?.processes[0]?.name ?? '';
  }
  return { clock, ...parts, phases, firstOf };
}

test('while the state takes no writes changes are refused, what happens is kept, and nothing is started', async () => {
  const { clock, cluster, controls, phases, firstOf } = world();
  const job = batchSpec('batch', { retries: 3 });
  await cluster.submit(job, never);
  await clock.settle();
  controls.setFull('disk full');
  await expect(cluster.submit(batchSpec('other'), never)).rejects.toMatchObject({ remedy: 'retry' });
  await expect(cluster.delete(job, never)).rejects.toMatchObject({ remedy: 'retry' });
  expect(await phases(job)).toEqual(['running']);
  controls.exit(await firstOf(job), 1);
  await clock.advance(60_000);
  expect(await phases(job)).toEqual(['backoff']);
  expect((await cluster.find(job, never))?.lastExits).toMatchObject([{ exitCode: 1 }]);
  controls.setFull(undefined);
  await clock.advance(1_000);
  expect(await phases(job)).toEqual(['running']);
  await cluster.submit(batchSpec('other'), never);
});

test('a call that is refused for its own sake does not disturb others of the same turn', async () => {
  const { cluster } = world();
  const calls = [
    cluster.submit(batchSpec('a'), never),
    cluster.setScale(workersSpec('unknown'), 1, [], never),
    cluster.submit(batchSpec('b'), never),
  ];
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});

test('while the cluster is away calls are refused, and status says why', async () => {
  const { cluster, controls } = world();
  controls.setAway('the API server does not answer');
  await expect(cluster.submit(batchSpec('a'), never)).rejects.toMatchObject({ remedy: 'retry' });
  await expect(cluster.scales([], never)).rejects.toMatchObject({ remedy: 'retry' });
  expect(await cluster.status(never)).toMatchObject({ up: false, reason: 'the API server does not answer' });
  controls.setAway(undefined);
  expect(await cluster.status(never)).toMatchObject({ up: true });
});

test('a job can be submitted again at once while the old one of its name is still ending', async () => {
  const { clock, cluster, phases } = world({ stopDelay: 2_000 });
  const job = workersSpec('again', { nworkers: 2 });
  await cluster.submit(job, never);
  await clock.settle();
  await cluster.delete(job, never);
  await cluster.submit(job, never);
  await clock.settle();
  expect(await phases(job)).toEqual(['running', 'running']);
  await clock.advance(5_000);
  expect(await phases(job)).toEqual(['running', 'running']);
  expect(await cluster.list(undefined, never)).toHaveLength(1);
});

test.each([3_600_000, -3_600_000])('a clock that jumps by %i ms changes no delay', async (jump) => {
  const { clock, cluster, controls, phases, firstOf } = world();
  const timed = batchSpec('timed', { timeout: 60_000 });
  const failing = batchSpec('failing');
  await cluster.submit(timed, never);
  await cluster.submit(failing, never);
  await clock.advance(10_000);
  controls.exit(await firstOf(failing), 1);
  await clock.settle();
  clock.jump(jump);
  await clock.advance(900);
  expect(await phases(failing)).toEqual(['backoff']);
  await clock.advance(200);
  expect(await phases(failing)).toEqual(['running']);
  await clock.advance(48_000);
  expect(await phases(timed)).toEqual(['running']);
  await clock.advance(2_000);
  expect((await cluster.find(timed, never))?.finished?.reason).toMatch(/timeout/);
});

test('stamps are never later than now, though the clock was set back', async () => {
  const { clock, cluster } = world();
  const job = workersSpec('workers', { nworkers: 1 });
  await cluster.submit(job, never);
  await clock.advance(5_000);
  clock.jump(-3_600_000);
  const scale = (await cluster.scales([job], never)).get('default/workers');
  expect(scale?.changedAt).toBeLessThanOrEqual(clock.now());
  expect(scale?.settledAt).toBeLessThanOrEqual(clock.now());
  expect((await cluster.find(job, never))?.submittedAt).toBeLessThanOrEqual(clock.now());
});

test('usage follows what processes are told to use, and restarts from zero with them', async () => {
  const { clock, cluster, controls, usage, firstOf } = world();
  const job = workersSpec('workers', { nworkers: 1 });
  await cluster.submit(job, never);
  await clock.settle();
  const name = await firstOf(job);
  controls.setUse(name, { cpu: 500, memory: 1_000 });
  await clock.advance(10_000);
  expect(await usage.sample(never)).toMatchObject([
    { process: name, cpuNanos: 5e9, memoryBytes: 1_000, final: false },
  ]);
  controls.exit(name, 1);
  await clock.advance(1_500);
  const [last, first] = await usage.sample(never);
  expect(last).toMatchObject({ cpuNanos: 5e9, final: true });
  expect(first).toMatchObject({ process: name, cpuNanos: 0, final: false });
  expect(first?.startedAt).toBe(later(last?.at ?? 0n, 1_000));
});

test('runs with the same seed are the same', async () => {
  const names = await Promise.all(
    [0, 1].map(async () => {
      const { cluster, clock } = world();
      await cluster.submit(workersSpec('w', { nworkers: 5 }), never);
      await clock.settle();
      return (await cluster.list(undefined, never)).flatMap(({ processes }) =>
        processes.map(({ name }) => name),
      );
    }),
  );
  expect(names[0]).toEqual(names[1]);
});
