import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterParts } from '../../src/clusters/cluster-parts.ts';
import type { JobSpec } from '../../src/jobs/job-spec.ts';
import type { JobState, ProcessState } from '../../src/jobs/job-state.ts';
import { facesContract } from './cluster-faces-contract.ts';
import { batchSpec, parallelSpec, processSpec, serviceSpec, workersSpec } from '../support/job-spec.ts';

/** A cluster of one node with one core and 1 GiB, whose processes run until they are told to end. */
export interface ClusterHarness extends AsyncDisposable {
  readonly parts: ClusterParts;
  /** Lets a running process end by itself. */
  end(process: string, exitCode: number): Promise<void>;
  /** Lets time pass until the condition holds; its answer then. */
  until<T>(what: string, condition: () => Promise<T | undefined | false>): Promise<T>;
}

const never = new AbortController().signal;

/** What a process that SIGTERM has ended exits with. */
const TERMINATED = 143;

/** What every Cluster must do, and the faces that come with it. */
export function clusterContract(title: string, setUp: () => Promise<ClusterHarness>): void {
  describe(`as a cluster: ${title}`, () => {
    let harness: ClusterHarness;
    beforeEach(async () => {
      harness = await setUp();
    });
    afterEach(async () => {
      await harness[Symbol.asyncDispose]();
    });

    async function submit(spec: JobSpec): Promise<JobSpec> {
      await harness.parts.cluster.submit(spec, never);
      return spec;
    }

    async function stateOf(job: JobSpec): Promise<JobState> {
      const state = await harness.parts.cluster.find(job, never);
      if (state === undefined) throw new Error(`no job ${job.name}`);
      return state;
    }

    function untilState(job: JobSpec, what: string, holds: (state: JobState) => boolean): Promise<JobState> {
      return harness.until(`${job.name} ${what}`, async () => {
        const state = await stateOf(job);
        return holds(state) && state;
      });
    }

    function untilRunning(job: JobSpec, count: number): Promise<readonly ProcessState[]> {
      return untilState(
        job,
        `has ${count} running`,
        (state) => inPhase(state, 'running').length === count,
      ).then((state) => inPhase(state, 'running'));
    }

    async function scaleOf(job: JobSpec) {
      return (await harness.parts.cluster.scales([job], never)).get(`${job.namespace}/${job.name}`);
    }

    describe('submit', () => {
      test('runs as many workers as were asked for, and says so', async () => {
        const job = await submit(workersSpec('workers', { nworkers: 3 }));
        const running = await untilRunning(job, 3);
        expect(new Set(running.map((process) => process.name)).size).toBe(3);
        for (const process of running)
          expect(process).toMatchObject({ role: 'worker', ready: true, restarts: 0 });
        expect(running[0]?.name).toMatch(/^workers-[a-z0-9]{5}$/);
        expect(await scaleOf(job)).toMatchObject({ requested: 3, running: 3 });
        expect((await scaleOf(job))?.settledAt).toBeGreaterThanOrEqual((await scaleOf(job))?.changedAt ?? 0n);
        expect(await stateOf(job)).toMatchObject({ created: true, requested: 3, spec: { name: 'workers' } });
      });

      test('a name is taken once in a namespace', async () => {
        const job = await submit(workersSpec('twice'));
        await expect(harness.parts.cluster.submit(job, never)).rejects.toMatchObject({ remedy: 'conflict' });
        await submit({ ...job, namespace: 'other' });
        expect(await harness.parts.cluster.list('other', never)).toHaveLength(1);
        expect(await harness.parts.cluster.list(undefined, never)).toHaveLength(2);
      });

      test('of many at once with one name, one is accepted', async () => {
        const attempts = Array.from({ length: 10 }, () =>
          harness.parts.cluster.submit(workersSpec('race'), never),
        );
        const outcomes = await Promise.allSettled(attempts);
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      });

      test('an aborted call changes nothing', async () => {
        await expect(
          harness.parts.cluster.submit(workersSpec('aborted'), AbortSignal.abort()),
        ).rejects.toThrow(/abort/i);
        expect(await harness.parts.cluster.find(workersSpec('aborted'), never)).toBeUndefined();
      });
    });

    describe('scale', () => {
      test('grows and shrinks; victims go first', async () => {
        const job = await submit(workersSpec('elastic', { nworkers: 1 }));
        await untilRunning(job, 1);
        await harness.parts.cluster.setScale(job, 4, [], never);
        const names = (await untilRunning(job, 4)).map((process) => process.name);
        await harness.parts.cluster.setScale(job, 2, [String(names[1]), String(names[0])], never);
        expect(await scaleOf(job)).toMatchObject({ requested: 2, running: 2 });
        const left = await untilState(job, 'has two left', (state) => state.processes.length === 2);
        expect(left.processes.map((process) => process.name)).toEqual([names[2], names[3]]);
        expect(
          left.lastExits.map(({ process, reason, exitCode }) => [process, reason, exitCode]).toSorted(byName),
        ).toEqual(
          [
            [names[0], 'scaled-in', TERMINATED],
            [names[1], 'scaled-in', TERMINATED],
          ].toSorted(byName),
        );
      });

      test('without victims the newest go', async () => {
        const job = await submit(workersSpec('newest', { nworkers: 1 }));
        const [first] = await untilRunning(job, 1);
        await harness.parts.cluster.setScale(job, 3, [], never);
        await untilRunning(job, 3);
        await harness.parts.cluster.setScale(job, 1, [], never);
        expect((await untilRunning(job, 1))[0]?.name).toBe(first?.name);
      });

      test('the same scale again does not count as a change', async () => {
        const job = await submit(workersSpec('same', { nworkers: 2 }));
        await untilRunning(job, 2);
        const before = await scaleOf(job);
        await harness.parts.cluster.setScale(job, 2, [], never);
        expect(await scaleOf(job)).toEqual(before);
      });

      test('to zero and back', async () => {
        const job = await submit(workersSpec('zero', { nworkers: 1 }));
        await untilRunning(job, 1);
        await harness.parts.cluster.setScale(job, 0, [], never);
        await untilState(job, 'has none', (state) => state.processes.length === 0);
        await harness.parts.cluster.setScale(job, 1, [], never);
        expect(await untilRunning(job, 1)).toMatchObject([{ restarts: 0 }]);
      });

      test('names the ready workers; unknown jobs are missing', async () => {
        const job = await submit(parallelSpec('ready'));
        const running = await untilRunning(job, 3);
        const workers = running.filter(({ role }) => role === 'worker').map((process) => process.name);
        const unknown = { namespace: 'default', name: 'unknown' };
        const { submittedAt } = (await harness.parts.cluster.find(job, never)) ?? {};
        expect(await harness.parts.cluster.readyWorkers([job, unknown], never)).toEqual(
          new Map([['default/ready', { names: workers, submittedAt }]]),
        );
        expect([...(await harness.parts.cluster.scales([unknown], never)).keys()]).toEqual([]);
      });
    });

    describe('ends', () => {
      test('a batch succeeds when it exits 0', async () => {
        const job = await submit(batchSpec('good'));
        const [process] = await untilRunning(job, 1);
        await harness.end(String(process?.name), 0);
        const state = await untilState(job, 'is finished', ({ finished }) => finished !== undefined);
        expect(state.finished).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
      });

      test('a failure is tried again, then the job is failed', async () => {
        const job = await submit(batchSpec('bad', { retries: 1 }));
        const [first] = await untilRunning(job, 1);
        await harness.end(String(first?.name), 3);
        await untilState(job, 'has restarted', (state) => inPhase(state, 'running')[0]?.restarts === 1);
        await harness.end(String(first?.name), 4);
        const state = await untilState(job, 'is finished', ({ finished }) => finished !== undefined);
        expect(state.finished).toMatchObject({ outcome: 'failed', exitCode: 4 });
        expect(state.lastExits.map(({ exitCode }) => exitCode)).toEqual([3, 4]);
        expect(await scaleOf(job)).toMatchObject({ outcome: 'failed' });
      });

      test('when its master exits 0, workers are stopped and count as succeeded', async () => {
        const job = await submit(parallelSpec('parallel'));
        const running = await untilRunning(job, 3);
        await harness.end(String(running.find(({ role }) => role === 'master')?.name), 0);
        const state = await untilState(job, 'is finished', ({ finished }) => finished !== undefined);
        expect(state).toMatchObject({ workersSucceeded: 2, finished: { outcome: 'succeeded' } });
      });

      test('workers that all exit 0 end their job', async () => {
        const job = await submit(
          workersSpec('array', { nworkers: 2, workers: processSpec('worker', { restart: 'OnFailure' }) }),
        );
        for (const process of await untilRunning(job, 2)) await harness.end(process.name, 0);
        const state = await untilState(job, 'is finished', ({ finished }) => finished !== undefined);
        expect(state).toMatchObject({ workersSucceeded: 2, finished: { outcome: 'succeeded' } });
      });

      test('a service starts again whatever it exits with', async () => {
        const job = await submit(serviceSpec('service'));
        const [process] = await untilRunning(job, 1);
        await harness.end(String(process?.name), 0);
        const state = await untilState(
          job,
          'has restarted',
          (now) => inPhase(now, 'running')[0]?.restarts === 1,
        );
        expect(state.lastExits).toMatchObject([{ process: process?.name, exitCode: 0, reason: 'exited' }]);
      });
    });

    test('update replaces processes and keeps the scale', async () => {
      const job = await submit(workersSpec('updated', { nworkers: 1 }));
      await harness.parts.cluster.setScale(job, 2, [], never);
      const before = (await untilRunning(job, 2)).map((process) => process.name);
      const workers = processSpec('worker', { env: { CHANGED: 'yes' } });
      await harness.parts.cluster.update({ ...job, workers }, never);
      const state = await untilState(
        job,
        'is replaced',
        (now) =>
          inPhase(now, 'running').filter(
            (process) => process.generation === 2 && !before.includes(process.name),
          ).length === 2,
      );
      expect(state).toMatchObject({
        requested: 2,
        generation: 2,
        spec: { workers: { env: { CHANGED: 'yes' } } },
      });
    });

    describe('delete', () => {
      test('removes the job and ends its processes; the name is free', async () => {
        const job = await submit(workersSpec('gone', { nworkers: 2 }));
        await untilRunning(job, 2);
        expect(await harness.parts.cluster.delete(job, never)).toBe(true);
        expect(await harness.parts.cluster.find(job, never)).toBeUndefined();
        await submit(workersSpec('gone', { nworkers: 1 }));
        await untilRunning(job, 1);
        await harness.until('only the new one has a place', async () => {
          const { nodes } = await harness.parts.cluster.status(never);
          return nodes[0]?.freePercent.cpu === 90;
        });
      });

      test('of an unknown job is false; other calls on it say that it is unknown', async () => {
        const unknown = workersSpec('unknown');
        const { cluster, logs } = harness.parts;
        expect(await cluster.delete(unknown, never)).toBe(false);
        expect(await cluster.find(unknown, never)).toBeUndefined();
        await expect(cluster.setScale(unknown, 1, [], never)).rejects.toMatchObject({ remedy: 'missing' });
        await expect(cluster.update(unknown, never)).rejects.toMatchObject({ remedy: 'missing' });
        await expect(cluster.endpoint(unknown, never)).rejects.toMatchObject({ remedy: 'missing' });
        const query = { namespace: 'default', job: 'unknown', count: 1 };
        await expect(logs.tail(query, never)).rejects.toMatchObject({ remedy: 'missing' });
      });
    });

    describe('capacity', () => {
      const half = processSpec('master', { cpu: { request: 500, limit: 500 } });

      test('what does not fit waits in order, with its reason', async () => {
        const first = await submit(
          batchSpec('first', { master: processSpec('master', { cpu: { request: 700, limit: 700 } }) }),
        );
        const second = await submit(batchSpec('second', { master: half }));
        const third = await submit(batchSpec('third'));
        const [process] = await untilRunning(first, 1);
        expect((await stateOf(second)).pendingReason).toBe(
          'waits for capacity: needs 0.5 cores, 0.3 cores free',
        );
        expect((await stateOf(third)).pendingReason).toBe('waits behind default/second');
        const { waiting, nodes } = await harness.parts.cluster.status(never);
        expect(waiting.map(({ job }) => job)).toEqual(['second', 'third']);
        expect(nodes).toMatchObject([{ capacity: { cpu: 1_000 }, freePercent: { cpu: 30 } }]);
        await harness.end(String(process?.name), 0);
        await untilRunning(second, 1);
        await untilRunning(third, 1);
      });

      test('a misfit waits and holds up nobody', async () => {
        const huge = await submit(
          batchSpec('huge', { master: processSpec('master', { cpu: { request: 64_000, limit: 64_000 } }) }),
        );
        await untilRunning(await submit(batchSpec('small', { master: half })), 1);
        expect((await stateOf(huge)).pendingReason).toBe(
          'misfit: needs 64 cores, the largest node has 1 core',
        );
        expect((await stateOf(huge)).created).toBe(false);
      });
    });

    test('endpoint tells host and ports of a running process', async () => {
      const job = await submit(
        serviceSpec('web', { ports: [{ name: 'http', container: 8_080, service: 80 }] }),
      );
      await untilRunning(job, 1);
      const { hosts, ports } = await harness.parts.cluster.endpoint(job, never);
      expect(hosts).toEqual(['127.0.0.1']);
      expect(ports['http']).toBeGreaterThan(0);
    });

    test('usage: running processes, and the last sample of one that ended until it is recorded', async () => {
      const { usage } = harness.parts;
      const job = await submit(batchSpec('used', { user: 'ada' }));
      const [process] = await untilRunning(job, 1);
      const name = process?.name ?? '';
      expect(await usage.sample(never)).toMatchObject([
        {
          namespace: 'default',
          job: 'used',
          process: name,
          role: 'master',
          user: 'ada',
          final: false,
          request: { cpu: 100 },
        },
      ]);
      await harness.end(name, 0);
      await untilState(job, 'is finished', ({ finished }) => finished !== undefined);
      for (let round = 0; round < 2; round++) {
        expect(await usage.sample(never)).toMatchObject([{ process: name, final: true }]);
      }
      await usage.recorded([{ namespace: 'default', process: name }], never);
      expect(await usage.sample(never)).toEqual([]);
    });

    facesContract(() => harness);
  });
}

function inPhase(state: JobState, phase: ProcessState['phase']): readonly ProcessState[] {
  return state.processes.filter((process) => process.phase === phase);
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
