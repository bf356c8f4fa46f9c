import type { SpoolState } from '../../../accounting/ports/spool.ts';
import { integerIn, numberIn } from '../../../lib/sqlite/columns.ts';
import type { SqliteFile } from '../../../lib/sqlite/sqlite-file.ts';
import { EMPTY_SPOOL } from '../../spool-state.ts';

type Size = Pick<SpoolState, 'points' | 'bytes'>;

const SUM = 'SELECT ifnull(sum(points), 0) AS points, ifnull(sum(bytes), 0) AS bytes FROM batches';
const BOUNDS = `
  SELECT first.came AS came, earliest.earliest AS earliest
  FROM (SELECT came FROM batches ORDER BY id LIMIT 1) AS first,
    (SELECT earliest FROM batches ORDER BY earliest LIMIT 1) AS earliest`;

/** What a file holds. */
export async function readState(file: SqliteFile): Promise<SpoolState> {
  const [row = {}] = await file.query(SUM);
  return withBounds(file, sizeIn(row));
}

/** Points and bytes of the rows that `remove` takes away. */
export async function sumThrough(file: SqliteFile, through: number): Promise<Size> {
  const [row = {}] = await file.query(`${SUM} WHERE id <= ?`, [through]);
  return sizeIn(row);
}

/** The state after rows of such a size were taken away. */
export async function without(file: SqliteFile, state: SpoolState, gone: Size): Promise<SpoolState> {
  return withBounds(file, { points: state.points - gone.points, bytes: state.bytes - gone.bytes });
}

async function withBounds(file: SqliteFile, size: Size): Promise<SpoolState> {
  const [row] = await file.query(BOUNDS);
  if (row === undefined) return EMPTY_SPOOL;
  return { ...size, oldestAt: integerIn(row, 'came'), earliestPoint: integerIn(row, 'earliest') };
}

function sizeIn(row: Parameters<typeof numberIn>[0]): Size {
  return { points: numberIn(row, 'points'), bytes: numberIn(row, 'bytes') };
}
