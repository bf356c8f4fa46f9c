import type { Instant } from '../../lib/time.ts';
import { jobKey, type JobRef } from '../job-ref.ts';
import type { Capacity } from '../cluster-status.ts';
import { minus, NOTHING, plus } from './amounts.ts';
import type { JobRecord } from './job-record.ts';
import { hasPlace, isUp } from './process-record.ts';
import { wakeAt } from './reconcile.ts';

/** What a change of jobs is computed on: the jobs as they would be. Undefined: removed. */
export class Draft {
  readonly #table: JobTable;
  readonly #changed = new Map<number, JobRecord | undefined>();
  readonly #names = new Map<string, number | undefined>();

  constructor(table: JobTable) {
    this.#table = table;
  }

  get changed(): ReadonlyMap<number, JobRecord | undefined> {
    return this.#changed;
  }

  get(id: number): JobRecord | undefined {
    return this.#changed.has(id) ? this.#changed.get(id) : this.#table.get(id);
  }

  find(ref: JobRef): JobRecord | undefined {
    const key = jobKey(ref);
    const id = this.#names.has(key) ? this.#names.get(key) : this.#table.find(ref)?.id;
    return id === undefined ? undefined : this.get(id);
  }

  put(job: JobRecord): void {
    if (this.get(job.id) === job) return;
    this.#changed.set(job.id, job);
    this.#names.set(jobKey(job.spec), job.deleted ? this.#other(job) : job.id);
  }

  remove(job: JobRecord): void {
    this.#changed.set(job.id, undefined);
    if (!job.deleted) this.#names.set(jobKey(job.spec), undefined);
  }

  /** The job that bears the name instead: a deleted one may still be ending while a new one runs. */
  #other(job: JobRecord): number | undefined {
    const bearer = this.find(job.spec);
    return bearer === undefined || bearer.id === job.id ? undefined : bearer.id;
  }
}

/** All jobs of a cluster, with what is looked up often kept ready. */
export class JobTable {
  readonly #jobs = new Map<number, JobRecord>();
  readonly #names = new Map<string, number>();
  readonly #runs = new Map<string, number>();
  readonly #alarms = new Map<number, Instant>();
  readonly #waiting = new Set<number>();
  #reserved: Capacity = NOTHING;
  #nextId = 1;

  get(id: number): JobRecord | undefined {
    return this.#jobs.get(id);
  }

  /** Deleted jobs are not found. */
  find(ref: JobRef): JobRecord | undefined {
    const id = this.#names.get(jobKey(ref));
    return id === undefined ? undefined : this.#jobs.get(id);
  }

  findByRun(run: string): JobRecord | undefined {
    const id = this.#runs.get(run);
    return id === undefined ? undefined : this.#jobs.get(id);
  }

  /** In submission order, deleted ones that are still ending included. */
  all(): Iterable<JobRecord> {
    return this.#jobs.values();
  }

  /** Jobs with processes that wait for a place, in submission order. */
  get waiting(): readonly number[] {
    return [...this.#waiting].toSorted((a, b) => a - b);
  }

  /** When each job that has something to wait for is due. */
  get alarms(): ReadonlyMap<number, Instant> {
    return this.#alarms;
  }

  /** What all processes with a place reserve. */
  get reserved(): Capacity {
    return this.#reserved;
  }

  takeId(): number {
    return this.#nextId++;
  }

  /** Makes a draft the truth. */
  commit(draft: Draft): void {
    for (const [id, job] of draft.changed) this.set(id, job);
  }

  /** Puts one job in the place of what it was, or takes it out. */
  set(id: number, job: JobRecord | undefined): void {
    const before = this.#jobs.get(id);
    if (before !== undefined) this.#unlist(before);
    if (job === undefined) this.#jobs.delete(id);
    else this.#list(job);
    this.#nextId = Math.max(this.#nextId, id + 1);
  }

  #unlist(job: JobRecord): void {
    if (this.#names.get(jobKey(job.spec)) === job.id) this.#names.delete(jobKey(job.spec));
    this.#alarms.delete(job.id);
    this.#waiting.delete(job.id);
    for (const process of job.processes) {
      if (process.run !== undefined) this.#runs.delete(process.run);
      if (hasPlace(process)) this.#reserved = minus(this.#reserved, process.held ?? NOTHING);
    }
  }

  #list(job: JobRecord): void {
    this.#jobs.set(job.id, job);
    if (!job.deleted) this.#names.set(jobKey(job.spec), job.id);
    const alarm = wakeAt(job);
    if (alarm !== undefined) this.#alarms.set(job.id, alarm);
    for (const process of job.processes) {
      if (process.run !== undefined && isUp(process)) this.#runs.set(process.run, job.id);
      if (hasPlace(process)) this.#reserved = plus(this.#reserved, process.held ?? NOTHING);
      if (process.phase === 'pending') this.#waiting.add(job.id);
    }
  }
}
