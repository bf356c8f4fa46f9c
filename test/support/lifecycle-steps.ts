import * as fc from 'fast-check';
import type { JobSpec, Restart } from '../../src/jobs/job-spec.ts';
import { isUp } from '../../src/jobs/lifecycle/process-record.ts';
import { setScale } from '../../src/jobs/lifecycle/resize.ts';
import { updateJob } from '../../src/jobs/lifecycle/update-job.ts';
import { batchSpec, parallelSpec, processSpec, serviceSpec, workersSpec } from './job-spec.ts';
import type { LifecycleWorld } from './lifecycle-world.ts';

/** Room for a few processes of most jobs that `anySpec` makes. */
export const CAPACITY = { cpu: 1_000, memory: 2 ** 40, gpu: 0 };

const anyRestart = fc.constantFrom<Restart[]>('Always', 'OnFailure', 'Never');
/** Any kind of job; some ask for more than there is. */
export const anySpec: fc.Arbitrary<JobSpec> = fc
  .record({
    make: fc.constantFrom(batchSpec, parallelSpec, serviceSpec, workersSpec),
    cpu: fc.constantFrom(100, 300, 700, 1_500),
    restart: anyRestart,
    retries: fc.nat(2),
    nworkers: fc.nat(5),
    timeout: fc.option(fc.constant(120_000), { nil: undefined }),
  })
  .map(({ make, cpu, restart, retries, nworkers, timeout }) => {
    const workers = processSpec('worker', {
      cpu: { request: cpu, limit: cpu },
      restart,
    });
    const base = make('job', { retries, nworkers, ...(timeout === undefined ? {} : { timeout }) });
    return base.workers === undefined ? base : { ...base, workers };
  });

/** Anything that may happen to a cluster. */
export const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('submit' as const), spec: anySpec }),
  fc.record({ kind: fc.constant('scale' as const), job: fc.nat(4), n: fc.nat(6) }),
  fc.record({ kind: fc.constant('update' as const), job: fc.nat(4), cpu: fc.constantFrom(100, 400) }),
  fc.record({ kind: fc.constant('delete' as const), job: fc.nat(4) }),
  fc.record({ kind: fc.constant('start' as const) }),
  fc.record({ kind: fc.constant('exit' as const), pick: fc.nat(20), code: fc.constantFrom(0, 1, 143) }),
  fc.record({ kind: fc.constant('pass' as const), time: fc.constantFrom(500, 5_000, 60_000, 400_000) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Lets it happen. `names` counts the jobs. */
export function take(world: LifecycleWorld, step: Step, names: { count: number }): void {
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
      const changed = (job: JobSpec): JobSpec =>
        job.workers ? { ...job, workers: { ...job.workers, cpu } } : job;
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
