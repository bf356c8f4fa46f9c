import type { Clock } from '../../../lib/clock.ts';
import { NotFoundError } from '../../../lib/errors.ts';
import type { Instant } from '../../../lib/time.ts';
import type { JobLogs, LogLine, LogQuery } from '../../../jobs/ports/job-logs.ts';
import type { LogStore } from './log-store.ts';
import type { LogStream } from './log-stream.ts';
import { linesBackward, linesForward, type RawLine } from './read-lines.ts';

export interface LocalLogsOptions {
  readonly store: LogStore;
  readonly clock: Clock;
  /** What has become of a job: undefined if it is unknown. */
  readonly jobIs: (namespace: string, job: string) => 'running' | 'ended' | undefined;
}

interface Found extends LogLine {
  readonly order: number;
}

/** What processes have written, from the files that they wrote to. */
export class LocalLogs implements JobLogs {
  readonly #options: LocalLogsOptions;

  constructor(options: LocalLogsOptions) {
    this.#options = options;
  }

  async tail(query: LogQuery, signal: AbortSignal): Promise<readonly LogLine[]> {
    const streams = await this.#matching(query, signal);
    await this.#options.store.stampAll(streams.filter(({ open }) => open));
    const ends = new Map(streams.map((stream) => [stream, stream.end]));
    return this.#newest(query, ends, signal);
  }

  async *follow(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    const { store } = this.#options;
    const positions = new Map<LogStream, number>();
    const first = await this.#matching(query, signal);
    await store.stampAll(first.filter(({ open }) => open));
    for (const stream of first) positions.set(stream, await wholeLinesEnd(stream));
    yield* await this.#newest(query, positions, signal);
    for (;;) {
      const changed = this.#nextChange(signal);
      const over = signal.aborted || this.#isOver(query);
      for (const stream of signal.aborted ? [] : await this.#matching(query, signal, true)) {
        if (over) await stream.stamp(this.#options.clock.now());
        yield* this.#since(stream, positions, over || !stream.open);
      }
      if (over) return;
      await changed;
    }
  }

  async #matching(
    { namespace, job, stream }: LogQuery,
    signal: AbortSignal,
    known = false,
  ): Promise<readonly LogStream[]> {
    signal.throwIfAborted();
    const all = await this.#options.store.streams(namespace);
    const own = all.filter(({ name }) => job === undefined || jobOf(name.process) === job);
    if (
      !known &&
      job !== undefined &&
      own.length === 0 &&
      this.#options.jobIs(namespace, job) === undefined
    ) {
      throw new NotFoundError(
        'unknown-job',
        `there is no job "${job}" in namespace "${namespace}", and it left no logs`,
      );
    }
    return own.filter(({ name }) => stream === undefined || name.stream === stream);
  }

  /** The last lines before those ends. Streams that ended before all that was found are not read at all. */
  async #newest(
    { count, since }: LogQuery,
    ends: ReadonlyMap<LogStream, number>,
    signal: AbortSignal,
  ): Promise<readonly LogLine[]> {
    if (count <= 0) return [];
    let found: Found[] = [];
    for (const [stream, end] of [...ends].toSorted(([a], [b]) => (a.lastAt > b.lastAt ? -1 : 1))) {
      signal.throwIfAborted();
      const oldest = found.length < count ? undefined : found[0]?.at;
      if (oldest !== undefined && stream.lastAt < oldest) break;
      const lines = await this.#lastOf(stream, end, count, largest(since, oldest));
      found = [...found, ...lines].toSorted(byTime).slice(-count);
    }
    return found.map(({ order: _order, ...line }) => line);
  }

  async #lastOf(
    stream: LogStream,
    end: number,
    count: number,
    since: Instant | undefined,
  ): Promise<readonly Found[]> {
    const stamps = stream.stamps();
    const lines: Found[] = [];
    for await (const raw of linesBackward((from, to) => stream.read(from, to), stream.begin, end)) {
      const at = (await stamps.timeOf(raw.offset)) ?? stream.lastAt;
      if (since !== undefined && at < since) break;
      lines.push({ ...toLine(stream, raw, at), order: raw.offset });
      if (lines.length >= count) break;
    }
    return lines.toReversed();
  }

  /** What has come since the last time; with `rest`, also a last line without its end. */
  async *#since(
    stream: LogStream,
    positions: Map<LogStream, number>,
    rest: boolean,
  ): AsyncGenerator<LogLine> {
    const from = Math.max(positions.get(stream) ?? stream.begin, stream.begin);
    const to = stream.end;
    if (from >= to) return;
    const at = stream.lastAt;
    for await (const raw of linesForward((begin, end) => stream.read(begin, end), from, to, rest)) {
      positions.set(stream, raw.next);
      yield toLine(stream, raw, at);
    }
  }

  #isOver({ namespace, job }: LogQuery): boolean {
    return job !== undefined && this.#options.jobIs(namespace, job) !== 'running';
  }

  /** Resolves at the next change, or when aborted. */
  async #nextChange(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const unwatch = this.#options.store.onChange(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    await promise;
    unwatch();
    signal.removeEventListener('abort', wake);
  }
}

/** A process is called `<job>-<5 characters>`. */
function jobOf(process: string): string {
  return process.slice(0, -6);
}

function toLine({ name }: LogStream, { text }: RawLine, at: Instant): LogLine {
  return { at, job: jobOf(name.process), process: name.process, stream: name.stream, message: text };
}

function byTime(a: Found, b: Found): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.process !== b.process) return a.process < b.process ? -1 : 1;
  return a.stream === b.stream ? a.order - b.order : a.stream < b.stream ? 1 : -1;
}

function largest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

/** Where the last line that has its end ends. */
async function wholeLinesEnd(stream: LogStream): Promise<number> {
  for await (const { offset, next } of linesBackward(
    (from, to) => stream.read(from, to),
    stream.begin,
    stream.end,
  )) {
    const last = await stream.read(next - 1, next);
    return last[0] === 10 ? next : offset;
  }
  return stream.end;
}
