import { toNanos, type Instant, type Millis } from '../../lib/time.ts';
import { earlier, latest, type Span } from './span.ts';

/** Windows that averages are taken over: as long as is configured, they begin at multiples of that. */
export class AverageGrid {
  readonly #length: bigint;

  constructor(length: Millis) {
    this.#length = toNanos(length);
  }

  /** The start of the one that holds an instant. */
  startOf(time: Instant): Instant {
    return time - (((time % this.#length) + this.#length) % this.#length);
  }

  /** The starts that lie in a span, before its end. */
  startsIn({ from, to }: Span): readonly Instant[] {
    const starts: Instant[] = [];
    for (let at = this.startOf(from + this.#length - 1n); at < to; at += this.#length) starts.push(at);
    return starts;
  }

  /** The span of those that overlap this one and end by `end`; empty if there are none. */
  around({ from, to }: Span, end: Instant): Span {
    const first = this.startOf(from);
    const last = earlier(this.startOf(to + this.#length - 1n), this.startOf(end));
    return { from: first, to: latest(first, last) };
  }
}
