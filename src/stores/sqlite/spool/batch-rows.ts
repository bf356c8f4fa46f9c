import type { PointColumns, Series, Tags } from '../../../accounting/points.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Instant } from '../../../lib/time.ts';

/** A batch, or a part of one, as its row holds it. */
export interface BatchRow {
  readonly points: number;
  /** Of all that follows `earliest`. */
  readonly bytes: number;
  readonly earliest: Instant;
  /** One line of JSON for each series. */
  readonly series: string;
  /** For each point the place of its series; none has -1. */
  readonly place: Uint8Array;
  readonly time: Uint8Array;
  readonly value: Uint8Array;
  readonly seconds: Uint8Array | null;
}

/** Few enough points to be written down in a few milliseconds. */
const PART = 5_000;

/** The rows of a batch; it is written down in parts, with a breath after each. */
export async function rowsOf(batch: PointColumns, clock: Clock): Promise<readonly BatchRow[]> {
  const { length } = batch.index;
  const rows: BatchRow[] = [];
  for (let from = 0; from < length; from += PART) {
    if (from > 0) await clock.breathe();
    rows.push(rowOf(batch, from, Math.min(length, from + PART)));
  }
  return rows;
}

function rowOf(batch: PointColumns, from: number, to: number): BatchRow {
  const { text, place } = seriesOf(batch, from, to);
  const time = batch.time.slice(from, to);
  const value = bytesOf(batch.value.slice(from, to));
  const seconds = batch.seconds === undefined ? null : bytesOf(batch.seconds.slice(from, to));
  return {
    points: to - from,
    bytes: text.length + place.length + time.byteLength + value.length + (seconds?.length ?? 0),
    earliest: time.reduce((earliest, one) => (one < earliest ? one : earliest)),
    series: text,
    place,
    time: bytesOf(time),
    value,
    seconds,
  };
}

/** The series that these points have, each once. */
function seriesOf(
  { series, index }: PointColumns,
  from: number,
  to: number,
): { text: string; place: Uint8Array } {
  const texts = new SeriesTexts();
  const place = new Int32Array(to - from).fill(-1);
  for (let at = from; at < to; at++) {
    const one = series[index[at] ?? -1];
    if (one !== undefined) place[at - from] = texts.place(one);
  }
  return { text: texts.lines.join('\n'), place: bytesOf(place) };
}

/** Callers make an object for each point, or one for many, and give several the same tags. */
class SeriesTexts {
  readonly lines: string[] = [];
  readonly #bySeries = new Map<Series, number>();
  readonly #byLine = new Map<string, number>();
  readonly #tags = new Map<Tags, string>();

  place(series: Series): number {
    const known = this.#bySeries.get(series);
    if (known !== undefined) return known;
    const tags = this.#tags.get(series.tags) ?? JSON.stringify(series.tags);
    this.#tags.set(series.tags, tags);
    const line = `[${JSON.stringify(series.measurement)},${tags}]`;
    const place = this.#byLine.get(line) ?? this.lines.push(line) - 1;
    this.#byLine.set(line, place);
    this.#bySeries.set(series, place);
    return place;
  }
}

function bytesOf({ buffer }: { readonly buffer: ArrayBuffer }): Uint8Array {
  return new Uint8Array(buffer);
}
