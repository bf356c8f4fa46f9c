import type { PointColumns, RefusedPoint } from '../../accounting/points.ts';
import type { Instant } from '../../lib/time.ts';
import { refusal } from '../take-points.ts';
import { fieldValue, lineKey } from './line-protocol.ts';
import type { Turns } from './turns.ts';

/** A request's share. */
const LINES_TOGETHER = 5_000;
/** In UTF-16 units; many times what so many lines usually take. */
const LONGEST_TEXT = 4 * 2 ** 20;
/** Half a millisecond of work. */
const LINES_A_REST = 1_000;

/** Points as lines, each ended by a line break. */
export interface PointLines {
  readonly text: string;
  /** The place of each line's point in its batch. */
  readonly places: readonly number[];
}

/** Turns a batch into lines. */
export class PointSerializer {
  /** Points that no line can say. */
  readonly refused: RefusedPoint[] = [];
  readonly #batch: PointColumns;
  /** The end of the last line: points of one time often come together. */
  #end: { readonly time: Instant; readonly text: string } = { time: 0n, text: ' 0\n' };

  /** The batch may be used again once this has returned. */
  constructor(batch: PointColumns) {
    const { index, time, value, seconds } = batch;
    this.#batch = {
      series: batch.series,
      index: index.slice(),
      time: time.slice(),
      value: value.slice(),
      ...(seconds !== undefined && { seconds: seconds.slice() }),
    };
  }

  /** All lines, in parts that go together. */
  async *parts(turns: Turns): AsyncGenerator<PointLines, void, undefined> {
    let text = '';
    let places: number[] = [];
    for (const at of this.#batch.index.keys()) {
      if (at % LINES_A_REST === LINES_A_REST - 1) await turns.rest();
      const line = this.#line(at);
      if (line === undefined) continue;
      text += line;
      places.push(at);
      if (places.length < LINES_TOGETHER && text.length < LONGEST_TEXT) continue;
      yield { text, places };
      text = '';
      places = [];
    }
    if (places.length > 0) yield { text, places };
  }

  #line(at: number): string | undefined {
    const { series, index, time, value, seconds } = this.#batch;
    const owner = series[index[at] ?? -1];
    const reason = refusal(this.#batch, at);
    if (reason !== undefined || owner === undefined)
      return this.#refuse(at, reason ?? 'the point has no series');
    const line = lineKey(owner);
    if ('unfit' in line) return this.#refuse(at, line.unfit);
    const span = seconds?.[at] ?? Number.NaN;
    const extra = Number.isNaN(span) ? '' : `,seconds=${fieldValue(span)}`;
    return `${line.key} value=${fieldValue(value[at] ?? 0)}${extra}${this.#endOf(time[at] ?? 0n)}`;
  }

  #endOf(time: Instant): string {
    if (time !== this.#end.time) this.#end = { time, text: ` ${time}\n` };
    return this.#end.text;
  }

  #refuse(at: number, reason: string): undefined {
    this.refused.push({ at, reason });
  }
}
