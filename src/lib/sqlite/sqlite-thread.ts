import type { SQLInputValue } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { serveThread } from '../serve-thread.ts';
import { openForWriting } from './open-database.ts';
import { classifySqliteError } from './sqlite-error.ts';
import type { Row, SqliteOptions, Statement } from './sqlite-file.ts';
import { StatementCache } from './statement-cache.ts';
import { transact } from './transact.ts';

export interface SqliteCalls {
  /** All of them in one commit. */
  readonly commit: (transactions: readonly (readonly Statement[])[]) => void;
  readonly query: (sql: string, parameters: readonly SQLInputValue[]) => readonly Row[];
}

const data: SqliteOptions = workerData;

serveThread<SqliteCalls>(() => {
  const database = openForWriting(data);
  const statements = new StatementCache(database);

  function run({ sql, rows }: Statement): void {
    const statement = statements.get(sql);
    for (const row of rows) statement.run(...row);
  }

  return {
    calls: {
      commit(transactions) {
        transact(database, () => transactions.flat().forEach(run));
      },
      query(sql, parameters) {
        return statements.get(sql).all(...parameters);
      },
    },
    classify: (error) => classifySqliteError(error, data.path),
    close: () => database.close(),
  };
});
