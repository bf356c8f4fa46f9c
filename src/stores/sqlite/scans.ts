import type { DatabaseSync } from 'node:sqlite';
import { integerIn, numberIn } from '../../lib/sqlite/columns.ts';
import type { Row } from '../../lib/sqlite/sqlite-file.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';
import { matchingSeries } from './find-series.ts';
import { shardsBetween } from './step-back.ts';
import type { Shard } from './shard.ts';
import type { Place, ScanChunk, ScanQuery } from './store-calls.ts';

/** Points looked at for one chunk, taken or not; about 20 ms. */
const POINTS_A_CHUNK = 50_000;
const BEFORE_ALL_SERIES = -1;

interface Scan {
  readonly to: Instant;
  /** What has been read. */
  after: Place;
}

/** Scans under way: each goes forward a chunk at a time, and holds no lock in between. */
export class Scans {
  readonly #database: DatabaseSync;
  readonly #statements: StatementCache;
  readonly #scans = new Map<number, Scan>();
  #lastScan = 0;

  constructor(database: DatabaseSync, statements: StatementCache) {
    this.#database = database;
    this.#statements = statements;
    database.exec(
      'CREATE TEMP TABLE wanted (scan INTEGER, id INTEGER, place INTEGER, PRIMARY KEY (scan, id)) WITHOUT ROWID',
    );
  }

  open({ measurement, from, to, match }: ScanQuery): {
    readonly scan: number;
    readonly ids: readonly number[];
  } {
    const ids = matchingSeries(this.#statements, { measurement, match, since: from });
    const scan = ++this.#lastScan;
    const insert = this.#statements.get('INSERT INTO temp.wanted VALUES (?, ?, ?)');
    this.#snapshot(() => {
      for (const [place, id] of ids.entries()) insert.run(scan, id, place);
    });
    this.#scans.set(scan, { to, after: { time: from, series: BEFORE_ALL_SERIES } });
    return { scan, ids };
  }

  /** undefined: the end. */
  next(id: number): ScanChunk | undefined {
    const scan = this.#scans.get(id);
    if (scan === undefined || scan.after.time >= scan.to) return undefined;
    return this.#snapshot(() => {
      const [shard] = shardsBetween(this.#statements, scan.after.time, scan.to);
      if (shard === undefined) return undefined;
      const until = this.#endOfChunk(shard, scan);
      const rows = this.#rows(shard, id, scan.after, until);
      scan.after = until;
      return columnsOf(rows);
    });
  }

  close(id: number): void {
    this.#scans.delete(id);
    this.#statements.get('DELETE FROM temp.wanted WHERE scan = ?').run(id);
  }

  /** The last place that belongs to the chunk: limits points looked at, of whatever series. */
  #endOfChunk({ table, end }: Shard, { after, to }: Scan): Place {
    const until = end < to ? end : to;
    const row = this.#statements
      .get(
        `SELECT time, series FROM ${table} WHERE (time, series) > (?, ?) AND time < ?
         ORDER BY time, series LIMIT 1 OFFSET ${POINTS_A_CHUNK - 1}`,
      )
      .get(after.time, after.series, until);
    // with `until` at the start of the next shard or at the end, the next look finds nothing here
    if (row === undefined) return { time: until, series: BEFORE_ALL_SERIES };
    return { time: integerIn(row, 'time'), series: numberIn(row, 'series') };
  }

  #rows({ table }: Shard, scan: number, after: Place, until: Place): readonly Row[] {
    const sql = `
      SELECT w.place, p.time, p.value, p.seconds
      FROM ${table} p CROSS JOIN temp.wanted w ON w.scan = ? AND w.id = p.series
      WHERE (p.time, p.series) > (?, ?) AND (p.time, p.series) <= (?, ?)
      ORDER BY p.time, p.series`;
    return this.#statements.get(sql).all(scan, after.time, after.series, until.time, until.series);
  }

  /** One view of the tables: a shard that is found is not dropped before it is read. */
  #snapshot<T>(run: () => T): T {
    this.#database.exec('BEGIN');
    try {
      return run();
    } finally {
      this.#database.exec('COMMIT');
    }
  }
}

function columnsOf(rows: readonly Row[]): ScanChunk {
  return {
    index: Int32Array.from(rows, (row) => numberIn(row, 'place')),
    time: BigInt64Array.from(rows, (row) => integerIn(row, 'time')),
    value: Float64Array.from(rows, (row) => numberIn(row, 'value')),
    seconds: Float64Array.from(rows, (row) =>
      row['seconds'] === null ? Number.NaN : numberIn(row, 'seconds'),
    ),
  };
}
