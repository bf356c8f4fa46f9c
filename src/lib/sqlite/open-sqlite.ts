import type { SQLInputValue } from 'node:sqlite';
import { Batcher } from '../batcher.ts';
import type { Row, SqliteFile, SqliteOptions, Statement } from './sqlite-file.ts';
import type { SqliteCalls, SqliteThreadData } from './sqlite-thread.ts';
import { endThreads, startThreads, type SqliteThreads } from './start-threads.ts';

const ROWS_TOGETHER = 20_000;
const ROWS_WAITING = 2_000_000;

/**
 * Opens the file, creating or migrating it. FatalError: `state-too-new`, `state-damaged`, or
 * `state-foreign` (not ours); RetryableError `store-away` if the folder cannot be written.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteFile> {
  const file = new URL('./sqlite-thread.ts', import.meta.url);
  return new ThreadedSqlite(
    await startThreads<SqliteCalls, SqliteCalls>({
      writer: { file, data: { ...options, role: 'writer' } satisfies SqliteThreadData },
      reader: { file, data: { ...options, role: 'reader' } satisfies SqliteThreadData },
    }),
  );
}

/** A thread that commits, and one that reads meanwhile. */
class ThreadedSqlite implements SqliteFile {
  readonly #threads: SqliteThreads<SqliteCalls, SqliteCalls>;
  readonly #commits: Batcher<readonly Statement[], undefined>;

  constructor(threads: SqliteThreads<SqliteCalls, SqliteCalls>) {
    this.#threads = threads;
    this.#commits = new Batcher({
      run: (transactions) => this.#commit(transactions),
      weigh: (statements) => statements.reduce((rows, statement) => rows + statement.rows.length, 1),
      together: ROWS_TOGETHER,
      waiting: ROWS_WAITING,
    });
  }

  async transaction(statements: readonly Statement[]): Promise<void> {
    await this.#commits.add(statements);
  }

  async query(sql: string, parameters: readonly SQLInputValue[] = []): Promise<readonly Row[]> {
    return await this.#threads.reader.call('query', [sql, parameters]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.idle();
    await endThreads(this.#threads);
  }

  async #commit(transactions: readonly (readonly Statement[])[]): Promise<readonly undefined[]> {
    await this.#threads.writer.call('commit', [transactions]);
    return transactions.map(() => undefined);
  }
}
