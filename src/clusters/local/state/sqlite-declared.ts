import type { SqliteFile } from '../../../lib/sqlite/sqlite-file.ts';
import type { Declared, DeclaredEntry } from '../../../jobs/ports/declared.ts';

/** What the configuration file has declared, one row an entry. */
export class SqliteDeclared implements Declared {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async read(signal: AbortSignal): Promise<readonly DeclaredEntry[]> {
    signal.throwIfAborted();
    const rows = await this.#file.query('SELECT kind, namespace, name, hash, deleted_by_api FROM declared');
    return rows.map((row) => ({
      kind: row['kind'] === 'scaler' ? 'scaler' : 'job',
      namespace: String(row['namespace']),
      name: String(row['name']),
      hash: String(row['hash']),
      deletedByApi: row['deleted_by_api'] === 1n,
    }));
  }

  async write(entries: readonly DeclaredEntry[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const sql =
      'INSERT OR REPLACE INTO declared (kind, namespace, name, hash, deleted_by_api) VALUES (?, ?, ?, ?, ?)';
    const rows = entries.map((one) => [
      one.kind,
      one.namespace,
      one.name,
      one.hash,
      one.deletedByApi ? 1 : 0,
    ]);
    await this.#file.transaction([{ sql, rows }]);
  }

  async remove(entries: readonly DeclaredEntry[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const sql = 'DELETE FROM declared WHERE kind = ? AND namespace = ? AND name = ?';
    await this.#file.transaction([{ sql, rows: entries.map((one) => [one.kind, one.namespace, one.name]) }]);
  }
}
