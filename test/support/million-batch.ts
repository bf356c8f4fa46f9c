import type { PointColumns } from '../../src/accounting/points.ts';
import type { Instant } from '../../src/lib/time.ts';
import { tagsOf } from './points.ts';

export const WRITERS = 8;

/** Small and large batches in turn. */
export function sizeOf(batch: number): number {
  return [10, 100, 1_000, 2_500][batch % 4] ?? 0;
}

/** What the values of a batch add up to. */
export function sumOf(batch: number): number {
  const size = sizeOf(batch);
  return size * batch + (size * (size - 1)) / 2;
}

/** A batch's own points, and one that every batch of the same writer replaces with its number. */
export function millionBatch(o: {
  readonly batch: number;
  readonly writer: number;
  readonly base: Instant;
}): PointColumns {
  const { batch, writer, base } = o;
  const size = sizeOf(batch);
  const places = Array.from({ length: size + 1 }, (_, at) => at);
  return {
    series: [
      { measurement: 'batch', tags: tagsOf('default', 'million', `batch-${batch}`) },
      { measurement: 'newest', tags: tagsOf('default', 'million', `writer-${writer}`) },
    ],
    index: Int32Array.from(places, (at) => (at < size ? 0 : 1)),
    time: BigInt64Array.from(places, (at) => (at < size ? base + BigInt(at) : base)),
    value: Float64Array.from(places, (at) => (at < size ? batch + at : batch)),
  };
}
