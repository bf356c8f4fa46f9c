import { describe, expect, test } from 'vitest';
import { toJobScale } from '../../../../src/jobs/lifecycle/job-view.ts';
import { setScale } from '../../../../src/jobs/lifecycle/resize.ts';
import { killNow, stopForService } from '../../../../src/jobs/lifecycle/stop-for-service.ts';
import { updateJob } from '../../../../src/jobs/lifecycle/update-job.ts';
import { processSpec, workersSpec } from '../../../support/job-spec.ts';
import { LifecycleWorld } from '../../../support/lifecycle-world.ts';

function worldWith(nworkers: number): { world: LifecycleWorld; id: number; names: () => readonly string[] } {
  const world = new LifecycleWorld();
  const id = world.submit(workersSpec('w', { nworkers }));
  world.startAll(id);
  return { world, id, names: () => world.processes(id, 'running').map(({ name }) => name) };
}

describe('scale', () => {
  test('grows, and settles when all are ready', () => {
    const { world, id } = worldWith(1);
    world.pass(1_000);
    world.update(id, (job) => setScale(job, 3, [], world.now));
    expect(toJobScale(world.job(id), world.now)).toMatchObject({
      requested: 3,
      running: 1,
      changedAt: world.now,
    });
    expect(toJobScale(world.job(id), world.now).settledAt).toBeUndefined();
    world.pass(1_000);
    world.startAll(id);
    expect(toJobScale(world.job(id), world.now)).toMatchObject({ running: 3, settledAt: world.now });
  });

  test('the same number again changes nothing', () => {
    const { world, id } = worldWith(2);
    expect(setScale(world.job(id), 2, [], world.now + 5n)).toBe(world.job(id));
  });

  test('victims go first in their order, then the newest; draining ones do not count as running', () => {
    const { world, id, names } = worldWith(5);
    const all = names();
    world.update(id, (job) => setScale(job, 2, [String(all[2]), String(all[0])], world.now));
    expect(names()).toEqual([all[1], all[3]]);
    expect(toJobScale(world.job(id), world.now).running).toBe(2);
  });

  test('those that are not ready go before the newest', () => {
    const { world, id, names } = worldWith(4);
    const all = names();
    world.exited(id, world.nth(id, 1), 1);
    world.update(id, (job) => setScale(job, 3, [], world.now));
    expect(names()).toEqual([all[0], all[2], all[3]]);
  });

  test('stamps later than now are pulled back', () => {
    const { world, id } = worldWith(1);
    const before = world.now - 1_000n;
    expect(toJobScale(world.job(id), before)).toMatchObject({ changedAt: before, settledAt: before });
  });
});

describe('update', () => {
  const changed = processSpec('worker', { env: { A: 'b' } });

  test('replaces one process at a time and waits until the new one is ready', () => {
    const { world, id } = worldWith(3);
    world.update(id, (job) => updateJob(job, { ...job.spec, workers: changed }, world.now));
    for (let replaced = 0; replaced < 3; replaced++) {
      const draining = world.processes(id, 'draining');
      expect(draining).toHaveLength(1);
      world.exited(id, world.nth(id, 0, 'draining'), 143);
      expect(world.processes(id, 'draining')).toHaveLength(0);
      world.startAll(id);
    }
    expect(world.processes(id).map(({ generation }) => generation)).toEqual([2, 2, 2]);
    expect(world.processes(id, 'running')).toHaveLength(3);
  });

  test('a definition that does not work takes one process only', () => {
    const { world, id } = worldWith(3);
    world.update(id, (job) => updateJob(job, { ...job.spec, workers: changed }, world.now));
    world.exited(id, world.nth(id, 0, 'draining'), 143);
    world.exited(id, world.nth(id, 0, 'starting'), { reason: 'not-started' });
    world.pass(10_000);
    expect(world.processes(id, 'running')).toHaveLength(2);
  });

  test('what concerns no process replaces none', () => {
    const { world, id } = worldWith(2);
    world.update(id, (job) => updateJob(job, { ...job.spec, retries: 1 }, world.now));
    expect(world.processes(id, 'running')).toHaveLength(2);
    expect(world.job(id).spec.retries).toBe(1);
  });

  test('the scale is kept', () => {
    const { world, id } = worldWith(2);
    world.update(id, (job) => updateJob(job, { ...job.spec, nworkers: 9 }, world.now));
    expect(world.job(id).requested).toBe(2);
  });
});

describe('the service stops', () => {
  test('processes start again with it, and it counts as no retry', () => {
    const { world, id } = worldWith(2);
    world.update(id, (job) => stopForService(job, world.now));
    world.update(id, killNow);
    expect(world.processes(id, 'draining').every(({ drain }) => drain?.killed)).toBe(true);
    for (const process of world.processes(id)) world.exited(id, process, 137);
    expect(world.processes(id, 'starting')).toMatchObject([
      { failures: 0, restarts: 0 },
      { failures: 0, restarts: 0 },
    ]);
    expect(world.job(id).requested).toBe(2);
  });

  test('the time it is down does not count towards the timeout', () => {
    const world = new LifecycleWorld();
    const id = world.submit(workersSpec('w', { timeout: 60_000 }));
    world.startAll(id);
    world.pass(50_000);
    world.update(id, (job) => stopForService(job, world.now));
    world.exited(id, world.nth(id, 0), 143);
    world.pass(3_600_000);
    world.startAll(id);
    world.pass(9_999);
    expect(world.processes(id, 'running')).toHaveLength(1);
    world.pass(1);
    expect(world.processes(id, 'draining')).toHaveLength(1);
  });
});
