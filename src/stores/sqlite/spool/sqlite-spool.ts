import type { PointColumns } from '../../../accounting/points.ts';
import type { Spool, SpoolState } from '../../../accounting/ports/spool.ts';
import { abortable } from '../../../lib/abortable.ts';
import { Batcher } from '../../../lib/batcher.ts';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf, RetryableError, type CodedError } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { numberIn } from '../../../lib/sqlite/columns.ts';
import type { SqliteFile, Statement } from '../../../lib/sqlite/sqlite-file.ts';
import type { Instant } from '../../../lib/time.ts';
import { spoolFull } from '../../spool-full.ts';
import { withEntry } from '../../spool-state.ts';
import { rowsOf, type BatchRow } from './batch-rows.ts';
import { BatchReader } from './read-batch.ts';
import type { SpoolRoom } from './spool-room.ts';
import { readState, sumThrough, without } from './spool-state.ts';

/** Bytes that may wait for a commit. */
const WAITING = 64 * 2 ** 20;

const INSERT = `
  INSERT INTO batches (came, points, bytes, earliest, series, place, time, value, seconds)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const THROUGH = `
  SELECT max(id) AS through FROM (
    SELECT id, sum(points) OVER (ORDER BY id) - points AS before FROM batches ORDER BY id LIMIT ?1
  ) WHERE before < ?1`;
const READ = 'SELECT series, place, time, value, seconds FROM batches WHERE id <= ? ORDER BY id';
const REMOVE = 'DELETE FROM batches WHERE id <= ?';

/** One batch on its way into the file. */
interface Arrival {
  readonly at: Instant;
  readonly rows: readonly BatchRow[];
  readonly bytes: number;
}

/** Batches as rows of one SQLite file; those that come together share a commit. */
export class SqliteSpool implements Spool {
  readonly #file: SqliteFile;
  readonly #path: string;
  readonly #room: SpoolRoom;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #arrivals: Batcher<Arrival, CodedError | undefined>;
  readonly #reader = new BatchReader();
  #state: SpoolState;
  /** So many bytes did not fit since the last removal. */
  #tooMuch = Infinity;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(o: SpoolParts & { readonly state: SpoolState }) {
    this.#file = o.file;
    this.#path = o.path;
    this.#room = o.room;
    this.#clock = o.clock;
    this.#log = o.log;
    this.#state = o.state;
    this.#arrivals = new Batcher({
      run: (arrivals) => this.#alone(() => this.#keepAll(arrivals)),
      weigh: ({ bytes }) => bytes,
      together: o.room.together,
      waiting: WAITING,
    });
  }

  static async open(parts: SpoolParts): Promise<SqliteSpool> {
    return new SqliteSpool({ ...parts, state: await readState(parts.file) });
  }

  get state(): SpoolState {
    return this.#state;
  }

  async append(batch: PointColumns, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (batch.index.length === 0) return;
    const rows = await rowsOf(batch, this.#clock);
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    if (bytes >= this.#tooMuch) throw this.#full();
    const arrival = { at: this.#clock.now(), rows, bytes };
    const error = await abortable(this.#arrivals.add(arrival), signal);
    if (error !== undefined) throw error;
  }

  async oldest(points: number): ReturnType<Spool['oldest']> {
    if (this.#state.points === 0) return undefined;
    const [found] = await this.#file.query(THROUGH, [points]);
    if (found === undefined || found['through'] === null) return undefined;
    const through = numberIn(found, 'through');
    const rows = await this.#file.query(READ, [through]);
    return { batches: rows.map((row) => this.#reader.read(row)), through };
  }

  async remove(through: number): Promise<void> {
    await this.#alone(async () => {
      const gone = await sumThrough(this.#file, through);
      await this.#file.transaction([{ sql: REMOVE, rows: [[through]] }]);
      this.#state = await without(this.#file, this.#state, gone);
      this.#tooMuch = Infinity;
      if (this.#state.points === 0) await this.#cut();
    });
  }

  /** Keeps what was appended before, then closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#arrivals.idle();
    await this.#turn;
    await this.#file[Symbol.asyncDispose]();
  }

  /** All in one commit or, if they do not fit together, each by itself: why it was not kept, if it was not. */
  async #keepAll(arrivals: readonly Arrival[]): Promise<readonly (CodedError | undefined)[]> {
    // messages of a busy thread come before all else
    await this.#clock.breathe();
    const error = await this.#keep(arrivals);
    if (error === undefined || arrivals.length === 1) return arrivals.map(() => error);
    const errors: (CodedError | undefined)[] = [];
    for (const arrival of arrivals) {
      errors.push(arrival.bytes >= this.#tooMuch ? this.#full() : await this.#keep([arrival]));
    }
    return errors;
  }

  async #keep(arrivals: readonly Arrival[]): Promise<CodedError | undefined> {
    try {
      await this.#file.transaction([insertion(arrivals)]);
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      const bytes = arrivals.reduce((sum, arrival) => sum + arrival.bytes, 0);
      if (error.code !== 'disk-full' || !(await this.#room.lacks(bytes))) return error;
      if (arrivals.length === 1) this.#tooMuch = bytes;
      return this.#full();
    }
    const entries = arrivals.flatMap(({ at, rows }) => rows.map((row) => ({ at, ...row })));
    this.#state = entries.reduce(withEntry, this.#state);
    return undefined;
  }

  #full(): RetryableError {
    return spoolFull(`the spool ${this.#path}`, { bytes: this.#state.bytes, max: this.#room.max });
  }

  async #cut(): Promise<void> {
    try {
      await this.#room.cut();
    } catch (error) {
      this.#log.debug('the file of the spool stays as long as it is', { error: messageOf(error) });
    }
  }

  /** One thing after another, so that what is known of the file is never behind or ahead of it. */
  async #alone<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => {});
    return await turn;
  }
}

interface SpoolParts {
  readonly file: SqliteFile;
  readonly path: string;
  readonly room: SpoolRoom;
  readonly clock: Clock;
  readonly log: Log;
}

function insertion(arrivals: readonly Arrival[]): Statement {
  const rows = arrivals.flatMap(({ at, rows: own }) =>
    own.map(({ points, bytes, earliest, series, place, time, value, seconds }) => [
      at,
      points,
      bytes,
      earliest,
      series,
      place,
      time,
      value,
      seconds,
    ]),
  );
  return { sql: INSERT, rows };
}
