import { describe, expect, test } from 'vitest';
import type { JobSpec } from '../../../../src/jobs/job-spec.ts';
import { batchSpec, parallelSpec, processSpec, serviceSpec, workersSpec } from '../../../support/job-spec.ts';
import { LifecycleWorld } from '../../../support/lifecycle-world.ts';

function worldWith(spec: JobSpec): { world: LifecycleWorld; id: number } {
  const world = new LifecycleWorld();
  const id = world.submit(spec);
  world.startAll(id);
  return { world, id };
}

/** Lets the only live process fail and waits until it runs again. */
function failOnce(world: LifecycleWorld, id: number, code = 3): void {
  world.exited(id, world.nth(id, 0, 'running'), code);
  world.pass(300_000);
  world.startAll(id);
}

function outcome(world: LifecycleWorld, id: number) {
  return world.job(id).finished?.outcome;
}

describe('a single process', () => {
  test('succeeds when it exits 0', () => {
    const { world, id } = worldWith(batchSpec('b'));
    world.exited(id, world.nth(id, 0), 0);
    expect(world.job(id).finished).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
  });

  test('is restarted as often as retries says, then failed with its exit code', () => {
    const { world, id } = worldWith(batchSpec('b', { retries: 2 }));
    failOnce(world, id);
    failOnce(world, id);
    expect(outcome(world, id)).toBeUndefined();
    failOnce(world, id, 7);
    expect(world.job(id).finished).toMatchObject({ outcome: 'failed', exitCode: 7 });
    expect(world.job(id).finished?.reason).toMatch(/exited with 7, 3 failures in a row/);
    expect(world.job(id).restarts).toBe(2);
  });

  test('ten minutes of running end a row of failures', () => {
    const { world, id } = worldWith(batchSpec('b', { retries: 1 }));
    for (let round = 0; round < 4; round++) {
      world.pass(600_000);
      failOnce(world, id);
    }
    expect(outcome(world, id)).toBeUndefined();
  });

  test('backs off 1 s, 2 s, 4 s ... 5 min', () => {
    const { world, id } = worldWith(batchSpec('b', { retries: 100 }));
    const delays = Array.from({ length: 11 }, () => {
      world.exited(id, world.nth(id, 0), 1);
      let waited = 0;
      while (world.processes(id)[0]?.phase === 'backoff') {
        world.pass(1_000);
        waited++;
      }
      world.startAll(id);
      return waited;
    });
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  test('what is lost with the machine starts again and counts as no failure', () => {
    const { world, id } = worldWith(batchSpec('b', { retries: 0 }));
    world.exited(id, world.nth(id, 0), { reason: 'lost', blameless: true });
    expect(world.processes(id)).toMatchObject([{ phase: 'starting', failures: 0, restarts: 0 }]);
  });

  test('out of memory is a failure and says so', () => {
    const { world, id } = worldWith(batchSpec('b', { retries: 0 }));
    world.exited(id, world.nth(id, 0), { reason: 'oom', exitCode: 137 });
    expect(world.job(id).finished?.reason).toMatch(/oom/);
    expect(world.job(id).lastExits).toMatchObject([{ reason: 'oom', exitCode: 137 }]);
  });
});

describe('a master with workers', () => {
  test('the master exits 0: workers are stopped and count as succeeded', () => {
    const { world, id } = worldWith(parallelSpec('p'));
    world.exited(id, world.nth(id, 0), 0);
    expect(outcome(world, id)).toBeUndefined();
    const draining = world.processes(id, 'draining');
    expect(draining).toHaveLength(2);
    for (const worker of draining) world.exited(id, worker, 143);
    expect(outcome(world, id)).toBe('succeeded');
    expect(world.processes(id, 'succeeded').filter(({ role }) => role === 'worker')).toHaveLength(2);
  });

  test('a failing worker under OnFailure fails the job after its retries', () => {
    const workers = processSpec('worker', { restart: 'OnFailure' });
    const { world, id } = worldWith(parallelSpec('p', { workers, nworkers: 1, retries: 0 }));
    world.exited(id, world.nth(id, 1), 1);
    world.exited(id, world.nth(id, 0, 'draining'), 143);
    expect(outcome(world, id)).toBe('failed');
  });
});

describe('workers', () => {
  test('under OnFailure: succeeded when every one has exited 0', () => {
    const workers = processSpec('worker', { restart: 'OnFailure' });
    const { world, id } = worldWith(workersSpec('w', { workers, nworkers: 2 }));
    const [one, two] = [world.nth(id, 0), world.nth(id, 1)];
    world.exited(id, one, 0);
    expect(outcome(world, id)).toBeUndefined();
    world.exited(id, two, 0);
    expect(outcome(world, id)).toBe('succeeded');
  });

  test('under Never: a failure fails the job once the others have ended', () => {
    const workers = processSpec('worker', { restart: 'Never' });
    const { world, id } = worldWith(workersSpec('w', { workers, nworkers: 2 }));
    const [one, two] = [world.nth(id, 0), world.nth(id, 1)];
    world.exited(id, one, 4);
    expect(outcome(world, id)).toBeUndefined();
    expect(world.processes(id, 'running')).toHaveLength(1);
    world.exited(id, two, 0);
    expect(world.job(id).finished).toMatchObject({ outcome: 'failed', exitCode: 4 });
  });

  test.each([
    ['workers under Always', workersSpec('w', { retries: 0 })],
    ['services', serviceSpec('s', { retries: 0, workers: processSpec('worker', { restart: 'Never' }) })],
  ])('%s are restarted for ever', (_, spec) => {
    const { world, id } = worldWith(spec);
    for (let round = 0; round < 20; round++) failOnce(world, id, round % 2);
    expect(outcome(world, id)).toBeUndefined();
    expect(world.processes(id, 'running')).toMatchObject([{ restarts: 20 }]);
  });

  test('a job without workers is not done', () => {
    const workers = processSpec('worker', { restart: 'OnFailure' });
    const { world, id } = worldWith(workersSpec('w', { workers, nworkers: 0 }));
    world.pass(60_000);
    expect(outcome(world, id)).toBeUndefined();
  });
});

describe('time', () => {
  test('a job that runs longer than its timeout is failed', () => {
    const { world, id } = worldWith(batchSpec('b', { timeout: 60_000 }));
    world.pass(59_999);
    expect(world.processes(id, 'running')).toHaveLength(1);
    world.pass(1);
    world.exited(id, world.nth(id, 0, 'draining'), 143);
    expect(world.job(id).finished).toMatchObject({ outcome: 'failed' });
    expect(world.job(id).finished?.reason).toMatch(/^timeout: ran longer than 1m/);
    expect(world.job(id).lastExits).toMatchObject([{ reason: 'timeout', exitCode: 143 }]);
  });

  test('a finished job is removed after its ttl', () => {
    const { world, id } = worldWith(batchSpec('b', { ttlAfterFinished: 10_000 }));
    world.exited(id, world.nth(id, 0), 0);
    world.pass(9_999);
    expect(world.table.get(id)).toBeDefined();
    world.pass(1);
    expect(world.table.get(id)).toBeUndefined();
  });

  test('what ignores SIGTERM is killed after its grace', () => {
    const { world, id } = worldWith(workersSpec('w', { terminationGrace: 3_000 }));
    world.update(id, (job) => ({ ...job, deleted: true }));
    world.pass(2_999);
    expect(world.processes(id)).toMatchObject([{ drain: { killed: false } }]);
    world.pass(1);
    expect(world.processes(id)).toMatchObject([{ drain: { reason: 'deleted', killed: true } }]);
    world.exited(id, world.nth(id, 0), 137);
    expect(world.table.get(id)).toBeUndefined();
  });

  test('a clock set back makes no delay longer', () => {
    const { world, id } = worldWith(batchSpec('b'));
    world.exited(id, world.nth(id, 0), 1);
    world.now -= 3_600_000_000_000n;
    world.update(id, (job) => ({ ...job }));
    world.pass(1_000);
    expect(world.processes(id)[0]?.phase).toBe('starting');
  });
});
