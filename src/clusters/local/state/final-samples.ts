import type { UsageSample } from '../../../accounting/ports/usage-source.ts';
import type { SqliteFile } from '../../../lib/sqlite/sqlite-file.ts';
import { fromJson, toJson } from './bigint-json.ts';

interface Entry {
  readonly sample: UsageSample;
  written: boolean;
  /** Given to be recorded. */
  given: boolean;
}

/** The last samples of runs that have ended, kept until they are recorded elsewhere. */
export class FinalSamples {
  readonly #file: SqliteFile;
  readonly #samples = new Map<string, Entry>();

  private constructor(file: SqliteFile) {
    this.#file = file;
  }

  static async load(file: SqliteFile): Promise<FinalSamples> {
    const finals = new FinalSamples(file);
    for (const { run, sample } of await file.query('SELECT run, sample FROM finals')) {
      finals.#samples.set(String(run), { sample: fromJson(String(sample)), written: true, given: false });
    }
    return finals;
  }

  /** Durable when resolved; if it rejects, it is kept in memory and written later. */
  async put(run: string, sample: UsageSample): Promise<void> {
    const entry = { sample, written: false, given: false };
    this.#samples.set(run, entry);
    await this.#write([[run, entry]]);
  }

  /** Writes what could not be written before. */
  async write(): Promise<void> {
    await this.#write([...this.#samples].filter(([, { written }]) => !written));
  }

  /** All of them, to be recorded. */
  give(): readonly UsageSample[] {
    return [...this.#samples.values()].map((entry) => {
      entry.given = true;
      return entry.sample;
    });
  }

  /** Those of these processes that were given are recorded. One that came since is not. */
  async recorded(processes: readonly { namespace: string; process: string }[]): Promise<void> {
    const names = new Set(processes.map(({ namespace, process }) => `${namespace}/${process}`));
    const runs = [...this.#samples]
      .filter(([, { sample, given }]) => given && names.has(`${sample.namespace}/${sample.process}`))
      .map(([run]) => run);
    if (runs.length === 0) return;
    await this.#file.transaction([
      { sql: 'DELETE FROM finals WHERE run = ?', rows: runs.map((run) => [run]) },
    ]);
    for (const run of runs) this.#samples.delete(run);
  }

  async #write(entries: readonly (readonly [run: string, entry: Entry])[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(([run, { sample }]) => [run, toJson(sample)] as const);
    await this.#file.transaction([
      { sql: 'INSERT OR REPLACE INTO finals (run, sample) VALUES (?, ?)', rows },
    ]);
    for (const [, entry] of entries) entry.written = true;
  }
}
