import type { JobRef } from '../../jobs/job-ref.ts';
import type { Clock } from '../../lib/clock.ts';
import { later, type Instant, type Millis } from '../../lib/time.ts';
import { identityKey, identityOf, seriesKey } from '../integral/identity.ts';
import { ACCOUNTED, type Integration } from '../integral/integrate.ts';
import { Pace } from '../integral/pace.ts';
import { CPU_USAGE, POINT_TYPE } from '../measurements.ts';
import type { PointColumns, Series } from '../points.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import { earlier, latest, type Span } from './span.ts';

export interface FindLinksOptions extends Integration {
  readonly store: Pick<MetricsStore, 'scan' | 'newest'>;
  readonly clock: Clock;
}

/**
 * All that depends on the points of one span: from the points before them, or the start of what they stand for, up
 * to the points after them, or some later ones. Points that follow one another are those of a process and those of
 * a counter. Points after `seen` are not looked for. Undefined if the span has no points.
 */
export async function findLinks(
  o: FindLinksOptions,
  span: Span,
  seen: Instant,
  signal: AbortSignal,
): Promise<Span | undefined> {
  const links = new Links(o, span, signal);
  if (!(await links.scan())) return undefined;
  await links.lookBack();
  await links.lookAhead(earlier(seen, later(span.to, o.horizon)));
  return links.reach;
}

/** What tells apart whose points follow one another: a process or a counter, as text. */
type Line = string;

class Links {
  readonly #options: FindLinksOptions;
  readonly #span: Span;
  readonly #signal: AbortSignal;
  readonly #pace: Pace;
  readonly #met = new Map<Line, JobRef>();
  #from: Instant;
  #to: Instant;

  constructor(options: FindLinksOptions, span: Span, signal: AbortSignal) {
    this.#options = options;
    this.#span = span;
    this.#signal = signal;
    this.#pace = new Pace({ clock: options.clock, signal });
    this.#from = span.from;
    this.#to = span.to;
  }

  get reach(): Span {
    const { intervalAt } = this.#options;
    // so far reach samples that do not say for how long they stand, these or the next ones
    const interval = Math.max(intervalAt(this.#span.from), intervalAt(this.#to));
    return { from: earlier(this.#from, later(this.#span.from, -interval)), to: this.#to };
  }

  /** Finds the lines that have points in the span, and whether there are any. */
  async scan(): Promise<boolean> {
    const { from, to } = this.#span;
    const query = { measurements: ACCOUNTED, from, to: to + 1n, match: { type: POINT_TYPE } };
    const series = new Set<Series>();
    for await (const columns of this.#options.store.scan(query, this.#signal)) {
      await this.#pace.each(columns.index.entries(), ([at, place]) => {
        this.#reachBack(columns, at);
        const one = columns.series[place];
        // the same object in every chunk
        if (one === undefined || series.has(one)) return;
        series.add(one);
        this.#meet(one);
      });
    }
    return this.#met.size > 0;
  }

  /** Finds the points before the span. */
  async lookBack(): Promise<void> {
    const before = new Map<Line, Instant>();
    const since = later(this.#span.from, -this.#options.horizon);
    await this.#newest(this.#met, { from: since, to: this.#span.from - 1n }, (line, time) => {
      before.set(line, latest(time, before.get(line) ?? time));
    });
    for (const time of before.values()) this.#from = earlier(this.#from, time);
  }

  /**
   * Finds points after the span. Stores tell newest points only: they are asked about ever longer times, until each
   * line that goes on has a point.
   */
  async lookAhead(end: Instant): Promise<void> {
    const from = this.#span.to + 1n;
    const wanted = new Map<Line, JobRef>();
    await this.#newest(this.#met, { from, to: end }, (line, _, job) => wanted.set(line, job));
    let step: Millis = 1.5 * this.#options.intervalAt(this.#span.to);
    for (; wanted.size > 0; step *= 2) {
      const to = earlier(end, later(this.#span.to, step));
      const after = new Map<Line, Instant>();
      await this.#newest(wanted, { from, to }, (line, time) => {
        after.set(line, earlier(time, after.get(line) ?? time));
      });
      for (const [line, time] of after) {
        wanted.delete(line);
        this.#to = latest(this.#to, time);
      }
      if (to === end) return;
    }
  }

  #reachBack({ time, seconds }: PointColumns, at: number): void {
    const span = seconds?.[at] ?? Number.NaN;
    if (!(span > 0)) return;
    const reach = Math.min(span * 1_000, this.#options.horizon);
    this.#from = earlier(this.#from, later(time[at] ?? 0n, -reach));
  }

  #meet(series: Series): void {
    const { job, lines } = this.#linesOf(series);
    for (const line of lines) this.#met.set(line, job);
  }

  #linesOf(series: Series): { readonly job: JobRef; readonly lines: readonly Line[] } {
    const identity = identityOf(series.tags, this.#options.accountTag);
    const { namespace, job: name } = identity.owner;
    const process = identityKey(identity);
    const lines = series.measurement === CPU_USAGE ? [process, seriesKey(series)] : [process];
    return { job: { namespace, name }, lines };
  }

  /** The newest points of each line in a span; of a process one for each of its series. */
  async #newest(
    lines: ReadonlyMap<Line, JobRef>,
    { from: since, to: until }: Span,
    found: (line: Line, time: Instant, job: JobRef) => void,
  ): Promise<void> {
    const jobs = [...new Map(Array.from(lines.values(), (job) => [JSON.stringify(job), job])).values()];
    if (jobs.length === 0 || until < since) return;
    for (const measurement of ACCOUNTED) {
      const points = await this.#options.store.newest({ measurement, jobs, since, until }, this.#signal);
      await this.#pace.each(points, ({ series, time }) => {
        if (series.tags['type'] !== POINT_TYPE) return;
        const of = this.#linesOf(series);
        for (const line of of.lines) if (lines.has(line)) found(line, time, of.job);
      });
    }
  }
}
