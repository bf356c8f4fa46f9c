import { advance, startAll, type Surroundings } from '../../src/jobs/lifecycle/advance.ts';
import { createJob } from '../../src/jobs/lifecycle/create-job.ts';
import type { JobRecord } from '../../src/jobs/lifecycle/job-record.ts';
import { Draft, JobTable } from '../../src/jobs/lifecycle/job-table.ts';
import type { RunExit } from '../../src/jobs/lifecycle/observation.ts';
import type { ProcessRecord } from '../../src/jobs/lifecycle/process-record.ts';
import { takeObservation } from '../../src/jobs/lifecycle/take-observation.ts';
import type { Capacity } from '../../src/jobs/cluster-status.ts';
import type { JobSpec } from '../../src/jobs/job-spec.ts';
import { later, type Instant, type Millis } from '../../src/lib/time.ts';

/** Jobs and a clock, without a cluster: what happens is said, what follows is computed at once. */
export class LifecycleWorld {
  readonly table = new JobTable();
  readonly around: Surroundings;
  now: Instant = 1_000_000_000_000n;
  reasons: ReadonlyMap<string, string> = new Map();
  #count = 0;

  constructor(capacity: Capacity = { cpu: 1_000_000, memory: 2 ** 50, gpu: 0 }) {
    this.around = {
      node: 'n',
      capacity,
      name: (job) => `${job}-${String(this.#count++).padStart(5, '0')}`,
      run: (process) => `${process}.${this.#count++}`,
    };
  }

  submit(spec: JobSpec): number {
    const id = this.table.takeId();
    this.change((draft) => draft.put(createJob(id, spec, { cookie: 'c' }, this.now)));
    return id;
  }

  change(apply: (draft: Draft) => void): void {
    const draft = new Draft(this.table);
    apply(draft);
    advance(this.table, draft, this.around, this.now);
    this.reasons = startAll(this.table, draft, this.around, this.now);
    this.table.commit(draft);
  }

  update(id: number, change: (job: JobRecord) => JobRecord): void {
    this.change((draft) => draft.put(change(this.job(id))));
  }

  job(id: number): JobRecord {
    const job = this.table.get(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    return job;
  }

  processes(id: number, phase?: ProcessRecord['phase']): readonly ProcessRecord[] {
    return this.job(id).processes.filter((process) => phase === undefined || process.phase === phase);
  }

  nth(id: number, index: number, phase?: ProcessRecord['phase']): ProcessRecord {
    const process = this.processes(id, phase).at(index);
    if (process === undefined) throw new Error(`job ${id} has no process ${index} ${phase ?? ''}`);
    return process;
  }

  started(id: number, process: ProcessRecord): void {
    const seen = { kind: 'started', run: process.run ?? '', at: this.now, ports: {} } as const;
    this.update(id, (job) => takeObservation(job, seen, this.now));
  }

  startAll(id: number): void {
    for (const process of this.processes(id, 'starting')) this.started(id, process);
  }

  exited(id: number, process: ProcessRecord, exit: number | Omit<RunExit, 'at'>): void {
    const ended = typeof exit === 'number' ? { exitCode: exit, reason: 'exited' as const } : exit;
    const seen = { kind: 'exited', run: process.run ?? '', exit: { at: this.now, ...ended } } as const;
    this.update(id, (job) => takeObservation(job, seen, this.now));
  }

  pass(duration: Millis): void {
    this.now = later(this.now, duration);
    this.change(() => {});
  }
}
