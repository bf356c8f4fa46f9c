import type { HostedSpec } from '../../../jobs/ports/hosted-jobs.ts';
import type { Json } from '../../../lib/json.ts';
import type { SqliteFile, Statement } from '../../../lib/sqlite/sqlite-file.ts';
import type { ScalerChanges, ScalerState, StoredScaler } from '../../../scaling/ports/scaler-state.ts';
import { fromJson, toJson } from './bigint-json.ts';

type Decision = NonNullable<ScalerChanges['decisions']>[number];

/** Scalers, what they remember, and their decisions. */
export class SqliteScalerState implements ScalerState {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async load(signal: AbortSignal): Promise<readonly StoredScaler[]> {
    signal.throwIfAborted();
    const rows = await this.#file.query('SELECT spec, memory FROM scalers');
    return rows.map(({ spec, memory }) => ({
      spec: fromJson<HostedSpec>(String(spec)),
      memory: fromJson<Json>(String(memory)),
    }));
  }

  async write(
    { put = [], memories = [], decisions = [], remove = [] }: ScalerChanges,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const statements: readonly Statement[] = [
      {
        sql: 'INSERT OR REPLACE INTO scalers (namespace, name, spec, memory) VALUES (?, ?, ?, ?)',
        rows: put.map(({ spec, memory }) => [
          spec.namespace,
          spec.name,
          JSON.stringify(spec),
          JSON.stringify(memory),
        ]),
      },
      {
        sql: 'UPDATE scalers SET memory = ? WHERE namespace = ? AND name = ?',
        rows: memories.map(({ namespace, name, memory }) => [JSON.stringify(memory), namespace, name]),
      },
      {
        sql: 'INSERT OR REPLACE INTO decisions (namespace, scaler, at, until, decision) VALUES (?, ?, ?, ?, ?)',
        rows: decisions.map((one) => [one.namespace, one.scaler, one.at, one.until, toJson(one)]),
      },
      {
        sql: 'DELETE FROM scalers WHERE namespace = ? AND name = ?',
        rows: remove.map(({ namespace, name }) => [namespace, name]),
      },
    ];
    await this.#file.transaction(statements.filter(({ rows }) => rows.length > 0));
  }

  async decisions(
    { namespace, scaler, count }: { namespace: string; scaler: string; count: number },
    signal: AbortSignal,
  ): Promise<readonly Decision[]> {
    signal.throwIfAborted();
    const rows = await this.#file.query(
      'SELECT decision FROM decisions WHERE namespace = ? AND scaler = ? ORDER BY at DESC LIMIT ?',
      [namespace, scaler, count],
    );
    return rows.map(({ decision }) => fromJson<Decision>(String(decision)));
  }

  async expire(before: bigint, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#file.transaction([{ sql: 'DELETE FROM decisions WHERE until < ?', rows: [[before]] }]);
  }
}
