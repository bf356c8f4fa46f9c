import { integerIn } from '../../../lib/sqlite/columns.ts';
import type { SqliteFile } from '../../../lib/sqlite/sqlite-file.ts';

const KIBI = 1_024;
/** The most that is kept for the write-ahead log. */
const MOST_LOG = 8 * KIBI * KIBI;
/** An emptied file longer than this is cut. */
const WORTH_CUTTING = 16 * KIBI * KIBI;
const OVERHEAD = 64 * KIBI;

/** The growth of a spool's file: SQLite itself refuses a page beyond the limit, whatever a row takes. */
export class SpoolRoom {
  readonly max: number;
  /** Bytes for one commit, so that the log stays within its share. */
  readonly together: number;
  readonly #file: SqliteFile;
  readonly #mostPages: bigint;

  private constructor(o: { file: SqliteFile; max: number; together: number; mostPages: bigint }) {
    this.#file = o.file;
    this.max = o.max;
    this.together = o.together;
    this.#mostPages = o.mostPages;
  }

  /** Limits the file and its log to `max` bytes together; one commit larger than `together` goes beyond for a while. */
  static async limit(file: SqliteFile, max: number): Promise<SpoolRoom> {
    const log = Math.min(MOST_LOG, max / 8);
    const { size } = await pagesOf(file);
    const mostPages = BigInt(Math.floor((max - log) / Number(size)));
    await limitPages(file, mostPages);
    await file.query(`PRAGMA wal_autocheckpoint = ${Math.max(1, Math.floor(log / 2 / Number(size)))}`);
    await file.query(`PRAGMA journal_size_limit = ${Math.floor(log)}`);
    return new SpoolRoom({ file, max, together: log / 2, mostPages });
  }

  /** Whether so many bytes did not fit because of the limit, not because the disk is full. */
  async lacks(bytes: number): Promise<boolean> {
    const { count, free, size } = await pagesOf(this.#file);
    return Number((this.#mostPages - count + free) * size) < 2 * bytes + OVERHEAD;
  }

  /** Gives the disk back what a long outage took, once nothing waits. */
  async cut(): Promise<void> {
    const { count, size } = await pagesOf(this.#file);
    if (Number(count * size) < WORTH_CUTTING && count <= this.#mostPages) return;
    await this.#file.query('VACUUM');
    await this.#file.query('PRAGMA wal_checkpoint(TRUNCATE)');
    await limitPages(this.#file, this.#mostPages);
  }
}

/** A file that is longer already stays so, and its own length is the limit. */
async function limitPages(file: SqliteFile, most: bigint): Promise<void> {
  await file.query(`PRAGMA max_page_count = ${most}`);
}

async function pagesOf(file: SqliteFile): Promise<{ count: bigint; free: bigint; size: bigint }> {
  const [row = {}] = await file.query(
    'SELECT * FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
  );
  return {
    count: integerIn(row, 'page_count'),
    free: integerIn(row, 'freelist_count'),
    size: integerIn(row, 'page_size'),
  };
}
