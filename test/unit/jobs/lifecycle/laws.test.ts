import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobSpec } from '../../../../src/jobs/job-spec.ts';
import { lacking } from '../../../../src/jobs/lifecycle/amounts.ts';
import { changeOf, effectsOf } from '../../../../src/jobs/lifecycle/changes.ts';
import type { JobRecord } from '../../../../src/jobs/lifecycle/job-record.ts';
import { hasPlace, isLive, isUp } from '../../../../src/jobs/lifecycle/process-record.ts';
import { reconcile } from '../../../../src/jobs/lifecycle/reconcile.ts';
import { setScale } from '../../../../src/jobs/lifecycle/resize.ts';
import { updateJob } from '../../../../src/jobs/lifecycle/update-job.ts';
import { batchSpec, parallelSpec, processSpec, serviceSpec, workersSpec } from '../../../support/job-spec.ts';
import { LifecycleWorld } from '../../../support/lifecycle-world.ts';

const CAPACITY = { cpu: 1_000, memory: 2 ** 40, gpu: 0 };

const restart = fc.constantFrom('Always', 'OnFailure', 'Never');
const spec: fc.Arbitrary<JobSpec> = fc
  .record({
    make: fc.constantFrom(batchSpec, parallelSpec, serviceSpec, workersSpec),
    cpu: fc.constantFrom(100, 300, 700, 1_500),
    restart,
    retries: fc.nat(2),
    nworkers: fc.nat(5),
    timeout: fc.option(fc.constant(120_000), { nil: undefined }),
  })
  .map(({ make, cpu, restart, retries, nworkers, timeout }) => {
    const workers = processSpec('worker', { cpu: { request: cpu, limit: cpu }, restart: restart as 'Always' });
    const base = make('job', { retries, nworkers, ...(timeout === undefined ? {} : { timeout }) });
    return base.workers === undefined ? base : { ...base, workers };
  });

const step = fc.oneof(
  fc.record({ kind: fc.constant('submit' as const), spec }),
  fc.record({ kind: fc.constant('scale' as const), job: fc.nat(4), n: fc.nat(6) }),
  fc.record({ kind: fc.constant('update' as const), job: fc.nat(4), cpu: fc.constantFrom(100, 400) }),
  fc.record({ kind: fc.constant('delete' as const), job: fc.nat(4) }),
  fc.record({ kind: fc.constant('start' as const) }),
  fc.record({ kind: fc.constant('exit' as const), pick: fc.nat(20), code: fc.constantFrom(0, 1, 143) }),
  fc.record({ kind: fc.constant('pass' as const), time: fc.constantFrom(500, 5_000, 60_000, 400_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(world: LifecycleWorld, step: Step, names: { count: number }): void {
  const jobs = [...world.table.all()];
  const picked = 'job' in step ? jobs[step.job % Math.max(1, jobs.length)] : undefined;
  switch (step.kind) {
    case 'submit':
      world.submit({ ...step.spec, name: `job${names.count++}` });
      return;
    case 'scale':
      if (picked) world.update(picked.id, (job) => setScale(job, step.n, [], world.now));
      return;
    case 'update': {
      const cpu = { request: step.cpu, limit: step.cpu };
      const changed = (job: JobSpec): JobSpec => (job.workers ? { ...job, workers: { ...job.workers, cpu } } : job);
      if (picked) world.update(picked.id, (job) => updateJob(job, changed(job.spec), world.now));
      return;
    }
    case 'delete':
      if (picked) world.update(picked.id, (job) => ({ ...job, deleted: true }));
      return;
    case 'start':
      for (const job of jobs) world.startAll(job.id);
      return;
    case 'exit': {
      const up = jobs.flatMap((job) => job.processes.filter(isUp).map((process) => ({ job, process })));
      const one = up[step.pick % Math.max(1, up.length)];
      if (one) world.exited(one.job.id, one.process, step.code);
      return;
    }
    case 'pass':
      world.pass(step.time);
  }
}

function checkLaws(world: LifecycleWorld): void {
  const jobs = [...world.table.all()];
  const held = jobs.flatMap((job) => job.processes.filter(hasPlace));
  const cpu = held.reduce((sum, process) => sum + (process.held?.cpu ?? Number.NaN), 0);
  expect(world.table.reserved.cpu).toBe(cpu);
  expect(lacking(world.table.reserved, CAPACITY)).toBeUndefined();
  for (const job of jobs) {
    const workers = job.processes.filter(({ role }) => role === 'worker');
    if (!job.finished && !job.ending && !job.deleted) {
      expect(workers.filter(isLive).length).toBeLessThanOrEqual(job.requested);
      expect(job.processes.filter((process) => process.role === 'master' && isLive(process)).length).toBeLessThanOrEqual(1);
    }
    if (job.finished) expect(job.processes.filter((process) => isUp(process) || isLive(process))).toEqual([]);
    const again = reconcile(job, () => 'x', world.now);
    expect(changeOf(job, again), 'reconcile twice at one instant').toMatchObject({ processes: [], gone: [] });
  }
  checkOrder(world);
}

/** Of those that wait and would fit beside the rest of their job, the first in order does not fit what is free. */
function checkOrder(world: LifecycleWorld): void {
  const free = { ...CAPACITY, cpu: CAPACITY.cpu - world.table.reserved.cpu };
  for (const id of world.table.waiting) {
    const job = world.job(id);
    const pending = job.processes.filter(({ phase }) => phase === 'pending');
    for (const process of pending) {
      const needs = (process.role === 'master' ? job.spec.master : job.spec.workers)?.cpu.request ?? 0;
      if (needs > CAPACITY.cpu) expect(world.reasons.get(process.name)).toMatch(/^misfit/);
      else if (needs <= CAPACITY.cpu - heldBy(job)) return expect(needs).toBeGreaterThan(free.cpu);
    }
  }
}

function heldBy(job: JobRecord): number {
  return job.processes.filter(hasPlace).reduce((sum, { held }) => sum + (held?.cpu ?? 0), 0);
}

test('never more than requested, never over capacity, in order, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new LifecycleWorld(CAPACITY);
      const names = { count: 0 };
      for (const one of steps) {
        take(world, one, names);
        checkLaws(world);
      }
    }),
    { numRuns: 300 },
  );
});

function canEnd({ doneWhen, workers }: JobSpec): boolean {
  const fits = (workers?.cpu.request ?? 0) <= CAPACITY.cpu;
  return fits && doneWhen !== 'deleted' && (doneWhen === 'master-exits' || workers?.restart !== 'Always');
}

test('when every process ends and each stop is obeyed, every job that can end has ended', () => {
  fc.assert(
    fc.property(fc.array(spec.filter(canEnd), { minLength: 1, maxLength: 5 }), fc.array(fc.boolean(), { maxLength: 30 }), (specs, fails) => {
      const world = new LifecycleWorld({ ...CAPACITY, cpu: 2_000 });
      const ids = specs.map((one, index) => world.submit({ ...one, name: `job${index}`, nworkers: Math.max(1, one.nworkers) }));
      for (let round = 0; round < 200; round++) {
        for (const id of ids) {
          world.startAll(id);
          for (const process of world.processes(id).filter(isUp)) world.exited(id, process, fails[round] ? 1 : 0);
        }
        world.pass(300_000);
      }
      expect(ids.filter((id) => world.job(id).finished === undefined)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('each run is started once, and forgotten once it is over', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = new LifecycleWorld(CAPACITY);
      const names = { count: 0 };
      const started = new Set<string>();
      const open = new Set<string>();
      for (const one of steps) {
        const before = new Map([...world.table.all()].map((job) => [job.id, job]));
        take(world, one, names);
        const ids = new Set([...before.keys(), ...[...world.table.all()].map(({ id }) => id)]);
        for (const effect of [...ids].flatMap((id) => effectsOf(before.get(id), world.table.get(id)))) {
          if (effect.kind === 'start') {
            expect(started.has(effect.run)).toBe(false);
            started.add(effect.run);
            open.add(effect.run);
          } else expect(open.has(effect.run), effect.kind).toBe(true);
          if (effect.kind === 'forget') open.delete(effect.run);
        }
      }
      const up = [...world.table.all()].flatMap((job) => job.processes.filter(isUp));
      expect(new Set(up.map(({ run }) => run))).toEqual(open);
    }),
    { numRuns: 200 },
  );
});
