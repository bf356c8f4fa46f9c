import { FatalError } from '../../lib/errors.ts';
import type { InfluxConnection } from './connection.ts';
import { awayError, InfluxRefusal, statementFailure, type Peer } from './influx-errors.ts';

/** Points of one series that come together, in the server's parsing unit. */
const ROWS_A_CHUNK = 5_000;

/** Rows of one series, or some of them: the next may go on with the same. Times are RFC 3339, nulls are absent values. */
export interface ResultSeries {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly ResultValue[])[];
}

export type ResultValue = string | number | boolean | null;

/** One JSON document of an answer in chunks, on a line of its own. */
interface Chunk {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly (Partial<ResultSeries> & Pick<ResultSeries, 'columns'>)[];
  }[];
}

/** What an error of a statement means. */
export type StatementFailure = (text: string, peer: Peer) => Error;

/**
 * Asks InfluxQL, and yields the answer as it comes, so that a long one needs no memory. Rejects with
 * RetryableError, `setup-missing` if the database or the retention policy is not there.
 */
export async function* select(
  connection: InfluxConnection,
  db: string,
  statement: string,
  signal: AbortSignal,
  failure: StatementFailure = statementFailure,
): AsyncGenerator<ResultSeries, void, undefined> {
  const form = { db, q: statement, chunked: 'true', chunk_size: String(ROWS_A_CHUNK) };
  try {
    for await (const line of connection.lines('/query', form, signal)) {
      yield* seriesOf(line, connection.peer, failure);
    }
  } catch (error) {
    if (!(error instanceof InfluxRefusal)) throw error;
    throw new FatalError('bad-query', `InfluxDB does not understand: ${statement}: ${error.message}`, {
      cause: error,
    });
  }
}

/** The whole answer, for statements that answer little. */
export async function selectAll(
  connection: InfluxConnection,
  db: string,
  statement: string,
  signal: AbortSignal,
  failure?: StatementFailure,
): Promise<readonly ResultSeries[]> {
  return await Array.fromAsync(select(connection, db, statement, signal, failure));
}

function* seriesOf(line: string, peer: Peer, failure: StatementFailure): Generator<ResultSeries> {
  const chunk = parse(line);
  if (chunk === undefined)
    throw awayError(`gave an answer that is not InfluxDB's: ${line.slice(0, 100)}`, peer);
  if (chunk.error !== undefined) throw failure(chunk.error, peer);
  for (const { error, series = [] } of chunk.results ?? []) {
    if (error !== undefined) throw failure(error, peer);
    for (const { name = '', tags = {}, columns, values = [] } of series)
      yield { name, tags, columns, values };
  }
}

function parse(line: string): Chunk | undefined {
  try {
    const chunk: Chunk = JSON.parse(line);
    return chunk;
  } catch {
    return undefined;
  }
}
