import { DatabaseSync } from 'node:sqlite';
import { StatementCache } from '../../src/lib/sqlite/statement-cache.ts';
import { migrations } from '../../src/stores/sqlite/migrations.ts';

/** The tables of the SQLite store in memory, for tests of what its threads do with them. */
export class StoreTables implements Disposable {
  readonly database = new DatabaseSync(':memory:', { readBigInts: true });
  readonly statements = new StatementCache(this.database);

  constructor() {
    for (const step of migrations) this.database.exec(step);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}
