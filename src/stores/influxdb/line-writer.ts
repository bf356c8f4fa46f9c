import type { RefusedPoint } from '../../accounting/points.ts';
import { abortable } from '../../lib/abortable.ts';
import { Batcher } from '../../lib/batcher.ts';
import { AllAborted } from './all-aborted.ts';
import type { InfluxConnection } from './connection.ts';
import { findRefused } from './find-refused.ts';
import { InfluxRefusal } from './influx-errors.ts';
import type { PointLines } from './point-lines.ts';

/** Lines of one request; InfluxDB is quickest at 5,000 to 10,000. */
const TOGETHER = 10_000;
/** Lines that may wait, some 30 MB. */
const WAITING = 250_000;
/** UTF-16 units that weigh as much as one line: bounds requests of long lines to a few MB. */
const UNITS_A_LINE = 400;

interface Flush {
  readonly lines: PointLines;
  readonly signal: AbortSignal;
}

/** Writes lines, one request at a time: what comes meanwhile goes with the next. */
export class LineWriter {
  readonly #connection: InfluxConnection;
  readonly #path: string;
  readonly #batcher: Batcher<Flush, readonly RefusedPoint[]>;

  constructor({ connection, path }: { connection: InfluxConnection; path: string }) {
    this.#connection = connection;
    this.#path = path;
    this.#batcher = new Batcher({
      run: (flushes) => this.#run(flushes),
      weigh: ({ lines: { places, text } }) => Math.max(places.length, text.length / UNITS_A_LINE),
      together: TOGETHER,
      waiting: WAITING,
    });
  }

  /** Durable when resolved, but for the points in the answer. Rejects with RetryableError, `busy` if too much waits. */
  async write(lines: PointLines, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    return await abortable(this.#batcher.add({ lines, signal }), signal);
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#batcher.idle();
  }

  async #run(flushes: readonly Flush[]): Promise<readonly (readonly RefusedPoint[])[]> {
    const wanted = flushes.filter(({ signal }) => !signal.aborted);
    if (wanted.length === 0) return flushes.map(() => []); // nobody hears it
    using all = new AllAborted(wanted.map(({ signal }) => signal));
    const send = (text: string): Promise<void> => this.#connection.write(this.#path, text, all.signal);
    try {
      await send(wanted.map(({ lines }) => lines.text).join(''));
      return flushes.map(() => []);
    } catch (error) {
      if (!(error instanceof InfluxRefusal)) throw error;
      const lines = wanted.flatMap(({ lines: { text } }) => text.split('\n').slice(0, -1));
      return assign(flushes, wanted, await findRefused(lines, error, send));
    }
  }
}

/** Refused lines, numbered over all wanted flushes, as points of their batches. */
function assign(
  flushes: readonly Flush[],
  wanted: readonly Flush[],
  refused: ReadonlyMap<number, string>,
): readonly (readonly RefusedPoint[])[] {
  let first = 0;
  const answers = new Map<Flush, readonly RefusedPoint[]>();
  for (const flush of wanted) {
    const { places } = flush.lines;
    const points = places.flatMap((at, line): RefusedPoint[] => {
      const reason = refused.get(first + line);
      return reason === undefined ? [] : [{ at, reason }];
    });
    answers.set(flush, points);
    first += places.length;
  }
  return flushes.map((flush) => answers.get(flush) ?? []);
}
