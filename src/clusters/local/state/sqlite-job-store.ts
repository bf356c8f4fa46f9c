import type { JobChanges } from '../../../jobs/lifecycle/changes.ts';
import type { JobRecord } from '../../../jobs/lifecycle/job-record.ts';
import type { ProcessRecord } from '../../../jobs/lifecycle/process-record.ts';
import type { SqliteFile, Statement } from '../../../lib/sqlite/sqlite-file.ts';
import type { JobStore } from '../../process-host.ts';
import { fromJson, toJson } from './bigint-json.ts';

/** Jobs and their processes, one row each. */
export class SqliteJobStore implements JobStore {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async load(): Promise<readonly JobRecord[]> {
    const processes = Map.groupBy(await this.#file.query('SELECT job, record FROM processes'), ({ job }) =>
      Number(job),
    );
    const jobs = await this.#file.query('SELECT id, spec, record FROM jobs ORDER BY id');
    return jobs.map((row) => {
      const own = (processes.get(Number(row['id'])) ?? []).map((process) =>
        fromJson<ProcessRecord>(String(process['record'])),
      );
      const record = fromJson<Omit<JobRecord, 'spec' | 'processes'>>(String(row['record']));
      const spec = fromJson<JobRecord['spec']>(String(row['spec']));
      return { ...record, spec, processes: own.toSorted((a, b) => a.serial - b.serial) };
    });
  }

  async write({ changed, removed }: JobChanges): Promise<void> {
    const whole = changed.flatMap(({ job }) => (job === undefined ? [] : [job]));
    const put = changed.flatMap(({ id, processes }) =>
      processes.map((process) => [id, process.name, toJson(process)] as const),
    );
    const gone = changed.flatMap(({ id, gone: names }) => names.map((name) => [id, name] as const));
    const statements: readonly Statement[] = [
      {
        sql: 'INSERT OR REPLACE INTO jobs (id, namespace, name, spec, record) VALUES (?, ?, ?, ?, ?)',
        rows: whole.map(toRow),
      },
      // a job that is written whole is written without knowing what rows it has
      {
        sql: 'DELETE FROM processes WHERE job = ?1 AND name NOT IN (SELECT value FROM json_each(?2))',
        rows: whole.map(({ id, processes }) => [id, JSON.stringify(processes.map(({ name }) => name))]),
      },
      { sql: 'INSERT OR REPLACE INTO processes (job, name, record) VALUES (?, ?, ?)', rows: put },
      { sql: 'DELETE FROM processes WHERE job = ? AND name = ?', rows: gone },
      { sql: 'DELETE FROM jobs WHERE id = ?', rows: removed.map((id) => [id]) },
      { sql: 'DELETE FROM processes WHERE job = ?', rows: removed.map((id) => [id]) },
    ];
    await this.#file.transaction(statements.filter(({ rows }) => rows.length > 0));
  }
}

function toRow({
  spec,
  processes: _processes,
  ...record
}: JobRecord): readonly [number, string, string, string, string] {
  return [record.id, spec.namespace, spec.name, JSON.stringify(spec), toJson(record)];
}
