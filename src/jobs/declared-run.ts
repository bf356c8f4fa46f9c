import { messageOf } from '../lib/errors.ts';
import { declaredKey, type DeclaredRef } from './declared-ref.ts';
import type { DeclaredReport } from './declared-report.ts';
import type { DeclaredRequest } from './declared-request.ts';
import type { Existing } from './existing-jobs.ts';
import { nameTaken } from './job-errors.ts';
import type { JobManager } from './job-manager.ts';
import { jobKey } from './job-ref.ts';
import type { JobRequest } from './job-request.ts';
import { maskIn } from './secret-parameters.ts';
import { planEntry, type Step } from './plan-declared.ts';
import type { DeclaredEntry } from './ports/declared.ts';

/** One run through the entries of the file: takes the steps that are planned for each and notes what came of it. */
export class DeclaredRun {
  readonly report = {
    submitted: new Array<DeclaredRef>(),
    updated: new Array<DeclaredRef>(),
    deleted: new Array<DeclaredRef>(),
    drift: new Array<DeclaredReport['drift'][number]>(),
    failed: new Array<DeclaredReport['failed'][number]>(),
    kept: new Array<DeclaredRef>(),
  };
  /** What is to be written of the entries that were followed, and what of those withdrawn is to be removed. */
  readonly remembered: DeclaredEntry[] = [];
  readonly forgotten: DeclaredEntry[] = [];

  readonly #jobs: Pick<JobManager, 'submit' | 'update' | 'delete' | 'isAsRequested'>;
  readonly #records: ReadonlyMap<string, DeclaredEntry>;
  readonly #existing: Map<string, Existing>;
  readonly #submitted = new Set<string>();
  readonly #apply: boolean;
  readonly #signal: AbortSignal;

  constructor(o: {
    readonly jobs: Pick<JobManager, 'submit' | 'update' | 'delete' | 'isAsRequested'>;
    readonly records: ReadonlyMap<string, DeclaredEntry>;
    readonly existing: Map<string, Existing>;
    readonly apply: boolean;
    readonly signal: AbortSignal;
  }) {
    this.#jobs = o.jobs;
    this.#records = o.records;
    this.#existing = o.existing;
    this.#apply = o.apply;
    this.#signal = o.signal;
  }

  /** An entry that the file no longer has. */
  withdraw(record: DeclaredEntry): Promise<void> {
    const { kind, namespace, name } = record;
    const ref = { kind, namespace, name };
    return this.#noting(ref, String, async () => {
      const existing = this.#existing.get(jobKey(ref));
      if (existing?.kind === kind && existing.spec.owner === 'config') {
        if (kind === 'job' && !this.#apply) {
          this.report.drift.push({ ...ref, change: 'removed' });
          return;
        }
        await this.#delete(existing);
        this.report.deleted.push(ref);
      }
      this.forgotten.push(record);
    });
  }

  /** An entry of the file. */
  follow(entry: DeclaredRequest): Promise<void> {
    const { kind, request, hash } = entry;
    const ref = { kind, namespace: request.namespace, name: request.name };
    const told = (message: string): string => maskIn(message, request.parameters, request.secrets);
    return this.#noting(ref, told, async () => {
      const existing = this.#existing.get(jobKey(ref));
      const step = planEntry(entry, {
        record: this.#records.get(declaredKey(ref)),
        existing,
        same: () => existing !== undefined && this.#jobs.isAsRequested(request, existing.spec),
        targetLives: this.#targetLives(entry),
        apply: this.#apply,
      });
      if (await this.#take(step, entry, ref, existing))
        this.remembered.push({ ...ref, hash, deletedByApi: false });
    });
  }

  /** Whether the entry is as the file says now. */
  async #take(
    step: Step,
    { request }: DeclaredRequest,
    ref: DeclaredRef,
    existing: Existing | undefined,
  ): Promise<boolean> {
    switch (step) {
      case 'none':
        return false;
      case 'adopt':
        return true;
      case 'keep':
        this.report.kept.push(ref);
        return false;
      case 'drift':
        this.report.drift.push({ ...ref, change: 'changed' });
        return false;
      case 'taken':
        if (existing !== undefined) throw nameTaken(existing.spec);
        return false;
      case 'submit':
        await this.#submit(request);
        this.report.submitted.push(ref);
        return true;
      case 'update':
        await this.#jobs.update(
          { ...request, parameters: inPlaceOf(existing, request.parameters) },
          this.#signal,
        );
        this.report.updated.push(ref);
        return true;
      case 'replace':
        if (existing !== undefined) await this.#delete(existing);
        await this.#submit(request);
        this.report.updated.push(ref);
        return true;
    }
  }

  async #submit(request: JobRequest): Promise<void> {
    await this.#jobs.submit(request, this.#signal);
    this.#submitted.add(jobKey(request));
  }

  /** A job's scalers go with it; those that the file declares come back when their turn comes. */
  async #delete({ kind, spec }: Existing): Promise<void> {
    await this.#jobs.delete(spec, { force: true, by: 'config' }, this.#signal);
    this.#existing.delete(jobKey(spec));
    if (kind !== 'job') return;
    for (const [key, { target }] of this.#existing) {
      if (target === jobKey(spec)) this.#existing.delete(key);
    }
  }

  /** Whether the job that a scaler's entry names exists and has not ended. */
  #targetLives({ kind, request }: DeclaredRequest): boolean {
    const job = request.parameters['job'];
    if (kind !== 'scaler' || typeof job !== 'string') return false;
    const key = jobKey({ namespace: request.namespace, name: job.slice(job.lastIndexOf('/') + 1) });
    const target = this.#existing.get(key);
    return this.#submitted.has(key) || (target?.kind === 'job' && !target.finished);
  }

  async #noting(
    ref: DeclaredRef,
    told: (message: string) => string,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#signal.throwIfAborted();
      this.report.failed.push({ ...ref, reason: told(messageOf(error)) });
    }
  }
}

/** The file says all there is to say: what was set before and is not in it any more goes. */
function inPlaceOf(
  existing: Existing | undefined,
  parameters: JobRequest['parameters'],
): JobRequest['parameters'] {
  const before = Object.keys(existing?.spec.parameters ?? {}).map((name) => [name, null]);
  return { ...Object.fromEntries(before), ...parameters };
}
