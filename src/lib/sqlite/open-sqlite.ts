import type { SQLInputValue } from 'node:sqlite';
import { Batcher } from '../batcher.ts';
import { Thread } from '../thread.ts';
import type { Row, SqliteFile, SqliteOptions, Statement } from './sqlite-file.ts';
import type { SqliteCalls } from './sqlite-thread.ts';

const ROWS_TOGETHER = 20_000;
const ROWS_WAITING = 2_000_000;

/**
 * Opens the file, creating or migrating it. FatalError: `state-too-new`, `state-damaged`, or
 * `state-foreign` (not ours); RetryableError `store-away` if the folder cannot be written.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteFile> {
  const file = new URL('./sqlite-thread.ts', import.meta.url);
  return new ThreadedSqlite(await Thread.start<SqliteCalls>(file, options));
}

/** One thread, which commits and reads: what is read here is little, and a thread takes 15 MB. */
class ThreadedSqlite implements SqliteFile {
  readonly #thread: Thread<SqliteCalls>;
  readonly #commits: Batcher<readonly Statement[], undefined>;

  constructor(thread: Thread<SqliteCalls>) {
    this.#thread = thread;
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
    return await this.#thread.call('query', [sql, parameters]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.idle();
    await this.#thread[Symbol.asyncDispose]();
  }

  async #commit(transactions: readonly (readonly Statement[])[]): Promise<readonly undefined[]> {
    await this.#thread.call('commit', [transactions]);
    return transactions.map(() => undefined);
  }
}
