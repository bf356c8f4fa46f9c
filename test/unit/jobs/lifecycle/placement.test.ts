import { describe, expect, test } from 'vitest';
import { place, type Waiting } from '../../../../src/jobs/lifecycle/place.ts';
import { batchSpec, processSpec, workersSpec } from '../../../support/job-spec.ts';
import { LifecycleWorld } from '../../../support/lifecycle-world.ts';

const node = { cpu: 2_000, memory: 1_000, gpu: 1 };

let lastId = 0;

function waiting(job: string, cpu: number, memory = 0, gpu = 0): Waiting {
  return {
    id: lastId++,
    job,
    process: job,
    needs: { cpu, memory, gpu },
    beside: { cpu: 0, memory: 0, gpu: 0 },
  };
}

function placedOf(list: readonly Waiting[], free = node): readonly string[] {
  return place(list, node, free).placed.map(({ process }) => process);
}

describe('place', () => {
  test('gives places while they fit', () => {
    expect(placedOf([waiting('a', 1_000), waiting('b', 1_000), waiting('c', 1)])).toEqual(['a', 'b']);
  });

  test('a small one never overtakes a big one', () => {
    const { placed, reasons } = place([waiting('big', 2_000), waiting('small', 1)], node, {
      ...node,
      cpu: 1_500,
    });
    expect(placed).toEqual([]);
    expect(reasons.get('big')).toBe('waits for capacity: needs 2 cores, 1.5 cores free');
    expect(reasons.get('small')).toBe('waits behind big');
  });

  test('a misfit holds up nobody', () => {
    const { placed, reasons } = place([waiting('huge', 64_000), waiting('a', 1_000)], node, node);
    expect(placed.map(({ process }) => process)).toEqual(['a']);
    expect(reasons.get('huge')).toBe('misfit: needs 64 cores, the largest node has 2 cores');
  });

  test('memory and GPUs count too', () => {
    expect(placedOf([waiting('a', 1, 600), waiting('b', 1, 600)])).toEqual(['a']);
    expect(placedOf([waiting('a', 1, 1, 1), waiting('b', 1, 1, 1)])).toEqual(['a']);
  });
});

describe('capacity over time', () => {
  test('a job that asks for more than the node can hold takes it all, but holds up nobody', () => {
    const world = new LifecycleWorld({ cpu: 250, memory: 2 ** 40, gpu: 0 });
    const greedy = world.submit(workersSpec('greedy', { nworkers: 9 }));
    const small = world.submit(
      batchSpec('small', { master: processSpec('master', { cpu: { request: 50, limit: 50 } }) }),
    );
    expect(world.processes(greedy, 'starting')).toHaveLength(2);
    expect(world.processes(small, 'starting')).toHaveLength(1);
    expect(world.reasons.get(world.nth(greedy, 5).name)).toMatch(/the rest of its job leaves 0.05 cores/);
  });

  test('a draining process holds its place until it is gone; then the next in order gets it', () => {
    const world = new LifecycleWorld({ cpu: 150, memory: 2 ** 40, gpu: 0 });
    const first = world.submit(batchSpec('first'));
    const second = world.submit(batchSpec('second'));
    const third = world.submit(batchSpec('third'));
    world.startAll(first);
    world.update(first, (job) => ({ ...job, deleted: true }));
    expect(world.processes(second)).toMatchObject([{ phase: 'pending' }]);
    world.exited(first, world.nth(first, 0), 0);
    expect(world.processes(second)).toMatchObject([{ phase: 'starting' }]);
    expect(world.processes(third)).toMatchObject([{ phase: 'pending' }]);
  });

  test('back-off keeps the place', () => {
    const world = new LifecycleWorld({ cpu: 150, memory: 2 ** 40, gpu: 0 });
    const first = world.submit(batchSpec('first'));
    const second = world.submit(batchSpec('second'));
    world.startAll(first);
    world.exited(first, world.nth(first, 0), 1);
    expect(world.processes(second, 'pending')).toHaveLength(1);
    world.pass(1_000);
    expect(world.processes(first, 'starting')).toHaveLength(1);
  });

  test('a process keeps what it reserved when its job asks for more', () => {
    const world = new LifecycleWorld({ cpu: 150, memory: 2 ** 40, gpu: 0 });
    const id = world.submit(batchSpec('one'));
    world.startAll(id);
    const master = processSpec('master', { cpu: { request: 100_000, limit: 100_000 } });
    world.update(id, (job) => ({ ...job, spec: { ...job.spec, master } }));
    expect(world.table.reserved.cpu).toBe(100);
  });
});
