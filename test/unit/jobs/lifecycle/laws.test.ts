import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobSpec } from '../../../../src/jobs/job-spec.ts';
import { lacking } from '../../../../src/jobs/lifecycle/amounts.ts';
import { changeOf, effectsOf, type Effect } from '../../../../src/jobs/lifecycle/changes.ts';
import type { JobRecord } from '../../../../src/jobs/lifecycle/job-record.ts';
import { hasPlace, isLive, isUp } from '../../../../src/jobs/lifecycle/process-record.ts';
import { reconcile } from '../../../../src/jobs/lifecycle/reconcile.ts';
import { anySpec, anyStep, CAPACITY, take } from '../../../support/lifecycle-steps.ts';
import { LifecycleWorld } from '../../../support/lifecycle-world.ts';

/** What of one job is not as it must be. */
function faultsOf(job: JobRecord, world: LifecycleWorld): readonly string[] {
  const live = job.processes.filter(isLive);
  const goesOn = !job.finished && !job.ending && !job.deleted;
  const again = changeOf(
    job,
    reconcile(job, () => 'x', world.now),
  );
  const faults = {
    'more workers than requested':
      goesOn && live.filter(({ role }) => role === 'worker').length > job.requested,
    'two masters': goesOn && live.filter(({ role }) => role === 'master').length > 1,
    'finished, but something runs or waits': job.finished && (live.length > 0 || job.processes.some(isUp)),
    'reconciling again changes something': again.processes.length + again.gone.length > 0,
  };
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [`${fault}: ${job.spec.name}`] : []));
}

/** What is not as it must be with places: they add up, there is room for all, and none is free that the first in order could have. */
function faultsOfPlaces(world: LifecycleWorld): readonly string[] {
  const { reserved } = world.table;
  const held = [...world.table.all()].reduce((sum, job) => sum + heldBy(job), 0);
  const first = firstInOrder(world);
  const faults = {
    'places do not add up': reserved.cpu !== held,
    'more reserved than there is': lacking(reserved, CAPACITY) !== undefined,
    'the first in order would fit': first !== undefined && first <= CAPACITY.cpu - reserved.cpu,
  };
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [fault] : []));
}

/** What the first that waits needs, of those that would fit beside the rest of their job. */
function firstInOrder(world: LifecycleWorld): number | undefined {
  return world.table.waiting
    .flatMap((id) => {
      const { spec, processes } = world.job(id);
      const room = CAPACITY.cpu - heldBy(world.job(id));
      const needs = processes
        .filter(({ phase }) => phase === 'pending')
        .map(({ role }) => (role === 'master' ? spec.master : spec.workers)?.cpu.request ?? 0);
      return needs.filter((cpu) => cpu <= room);
    })
    .at(0);
}

function heldBy(job: JobRecord): number {
  return job.processes.filter(hasPlace).reduce((sum, { held }) => sum + (held?.cpu ?? Number.NaN), 0);
}

test('never more than requested, never over capacity, in order, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const world = new LifecycleWorld(CAPACITY);
      const names = { count: 0 };
      for (const step of steps) {
        take(world, step, names);
        const faults = [...world.table.all()].flatMap((job) => faultsOf(job, world));
        expect([...faults, ...faultsOfPlaces(world)]).toEqual([]);
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
  const specs = fc.array(anySpec.filter(canEnd), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(specs, fc.array(fc.boolean(), { maxLength: 30 }), (submitted, fails) => {
      const world = new LifecycleWorld({ ...CAPACITY, cpu: 2_000 });
      const ids = submitted.map((spec, index) =>
        world.submit({ ...spec, name: `job${index}`, nworkers: Math.max(1, spec.nworkers) }),
      );
      for (let round = 0; round < 200; round++) {
        for (const id of ids) {
          world.startAll(id);
          const up = world.processes(id).filter(isUp);
          for (const process of up) world.exited(id, process, fails[round] === true ? 1 : 0);
        }
        world.pass(300_000);
      }
      expect(ids.filter((id) => world.job(id).finished === undefined)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

/** Follows runs from effect to effect; tells what must not be. */
class Runs {
  readonly started = new Set<string>();
  readonly open = new Set<string>();

  take({ kind, run }: Effect): readonly string[] {
    const fault =
      kind === 'start'
        ? this.started.has(run) && 'started twice'
        : !this.open.has(run) && `${kind} of what does not run`;
    if (kind === 'start') this.open.add(run);
    if (kind === 'forget') this.open.delete(run);
    this.started.add(run);
    return fault === false ? [] : [fault];
  }
}

test('each run is started once, and forgotten once it is over', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const world = new LifecycleWorld(CAPACITY);
      const names = { count: 0 };
      const runs = new Runs();
      for (const step of steps) {
        const before = new Map([...world.table.all()].map((job) => [job.id, job]));
        take(world, step, names);
        const ids = new Set([...before.keys(), ...[...world.table.all()].map(({ id }) => id)]);
        const effects = [...ids].flatMap((id) => effectsOf(before.get(id), world.table.get(id)));
        expect(effects.flatMap((effect) => runs.take(effect))).toEqual([]);
      }
      const up = [...world.table.all()].flatMap((job) => job.processes.filter(isUp));
      expect(new Set(up.map(({ run }) => run))).toEqual(runs.open);
    }),
    { numRuns: 200 },
  );
});
