import type { Log } from '../lib/log.ts';
import { declaredKey } from './declared-ref.ts';
import type { DeclaredReport } from './declared-report.ts';
import type { DeclaredRequest } from './declared-request.ts';
import { DeclaredRun } from './declared-run.ts';
import { existingJobs } from './existing-jobs.ts';
import type { JobManager } from './job-manager.ts';
import type { Declared, DeclaredEntry } from './ports/declared.ts';

/** Scalers are submitted so many at a time, so that they share the commits of their state. */
const AT_ONCE = 64;

/**
 * Brings the jobs and scalers that the configuration file owns in line with it. New ones are submitted, scalers follow
 * their entries, running jobs that differ are reported and, with `apply`, updated or deleted. An entry that fails
 * stops no other and is tried again the next time. Rejects if the cluster or its state is away.
 */
export async function applyDeclared(
  o: {
    readonly jobs: Pick<JobManager, 'list' | 'submit' | 'update' | 'delete' | 'isAsRequested'>;
    readonly declared: Declared;
    readonly log: Log;
    readonly entries: readonly DeclaredRequest[];
    readonly apply: boolean;
  },
  signal: AbortSignal,
): Promise<DeclaredReport> {
  const records = new Map((await o.declared.read(signal)).map((record) => [declaredKey(record), record]));
  const existing = await existingJobs(o.jobs, signal);
  const run = new DeclaredRun({ jobs: o.jobs, records, existing, apply: o.apply, signal });

  const others = othersIn(records, o.entries);
  for (const record of others) await run.withdraw(record);
  for (const entry of o.entries.filter(({ kind }) => kind === 'job')) await run.follow(entry);
  const scalers = o.entries.filter(({ kind }) => kind === 'scaler');
  for (let from = 0; from < scalers.length; from += AT_ONCE) {
    await Promise.all(scalers.slice(from, from + AT_ONCE).map((entry) => run.follow(entry)));
  }

  await o.declared.remove(run.forgotten, signal);
  await o.declared.write(run.remembered, signal);
  tell(run.report, o.log);
  return run.report;
}

/** What the file no longer has; scalers first, since deleting a job takes its scalers along. */
function othersIn(
  records: ReadonlyMap<string, DeclaredEntry>,
  entries: readonly DeclaredRequest[],
): readonly DeclaredEntry[] {
  const declared = new Set(entries.map(({ kind, request }) => declaredKey({ kind, ...request })));
  const others = [...records.values()].filter((record) => !declared.has(declaredKey(record)));
  return [...others.filter(({ kind }) => kind === 'scaler'), ...others.filter(({ kind }) => kind === 'job')];
}

function tell(report: DeclaredReport, log: Log): void {
  for (const { namespace, name, change } of report.drift) {
    log.warn('job is not as the configuration says; reconfigure with apply to change it', {
      namespace,
      job: name,
      change,
    });
  }
  for (const failure of report.failed)
    log.warn('entry of the configuration could not be applied', { ...failure });
  const counts = Object.entries(report).map(([what, entries]: [string, readonly unknown[]]) => [
    what,
    entries.length,
  ]);
  log.info('applied the jobs and scalers of the configuration', Object.fromEntries(counts));
}
