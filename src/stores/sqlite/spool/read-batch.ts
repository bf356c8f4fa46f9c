import type { PointColumns, Series } from '../../../accounting/points.ts';
import { textIn } from '../../../lib/sqlite/columns.ts';
import type { Row } from '../../../lib/sqlite/sqlite-file.ts';
import { FatalError } from '../../../lib/errors.ts';

const MOST = 50_000;

/** Reads batches back from their rows. Equal series become one object, which stores know again quickly. */
export class BatchReader {
  readonly #known = new Map<string, Series>();

  read(row: Row): PointColumns {
    const lines = textIn(row, 'series');
    const seconds = row['seconds'];
    return {
      series: lines === '' ? [] : lines.split('\n').map((line) => this.#series(line)),
      index: new Int32Array(bufferIn(row, 'place')),
      time: new BigInt64Array(bufferIn(row, 'time')),
      value: new Float64Array(bufferIn(row, 'value')),
      ...(seconds !== null && { seconds: new Float64Array(bufferIn(row, 'seconds')) }),
    };
  }

  #series(line: string): Series {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const [measurement, tags]: [string, Series['tags']] = JSON.parse(line);
    const series = { measurement, tags };
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(line, series);
    return series;
  }
}

/** A copy, which lies as its numbers need it. */
function bufferIn(row: Row, column: string): ArrayBuffer {
  const value = row[column];
  if (value instanceof Uint8Array) return Uint8Array.from(value).buffer;
  throw new FatalError('sqlite', `column ${column} holds no bytes`);
}
