import { NotFoundError } from '../../lib/errors.ts';
import type { JobLogs, LogLine, LogQuery } from '../../jobs/ports/job-logs.ts';

export interface MemoryLogsOptions {
  /** What has become of a job: undefined if it is unknown. */
  readonly jobIs: (namespace: string, job: string) => 'running' | 'ended' | undefined;
}

/** Lines that were written by controls, as a cluster would keep them. */
export class MemoryLogs implements JobLogs {
  readonly #options: MemoryLogsOptions;
  readonly #lines: (LogLine & { namespace: string })[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(options: MemoryLogsOptions) {
    this.#options = options;
  }

  add(namespace: string, line: LogLine): void {
    this.#lines.push({ namespace, ...line });
    this.changed();
  }

  /** Something that a follower may wait for has happened: a line, or the end of a job. */
  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  async tail(query: LogQuery, signal: AbortSignal): Promise<readonly LogLine[]> {
    signal.throwIfAborted();
    const lines = this.#matching(query, 0);
    const { namespace, job } = query;
    if (
      job !== undefined &&
      this.#options.jobIs(namespace, job) === undefined &&
      !this.#hasLeftLines(namespace, job)
    )
      throw new NotFoundError(
        'unknown-job',
        `there is no job "${job}" in namespace "${namespace}", and it left no logs`,
      );
    return query.count > 0 ? lines.slice(-query.count) : [];
  }

  async *follow(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    let seen = this.#lines.length;
    yield* await this.tail(query, signal);
    while (!signal.aborted) {
      const ended = query.job !== undefined && this.#options.jobIs(query.namespace, query.job) !== 'running';
      const from = seen;
      seen = this.#lines.length;
      yield* this.#matching(query, from);
      if (ended) return;
      if (seen === this.#lines.length) await this.#change(signal);
    }
  }

  #matching({ namespace, job, stream, since }: LogQuery, from: number): LogLine[] {
    return this.#lines
      .slice(from)
      .filter(
        (line) =>
          line.namespace === namespace &&
          (job === undefined || line.job === job) &&
          (stream === undefined || line.stream === stream) &&
          (since === undefined || line.at >= since),
      )
      .map(({ namespace: _namespace, ...line }) => line);
  }

  #hasLeftLines(namespace: string, job: string): boolean {
    return this.#lines.some((line) => line.namespace === namespace && line.job === job);
  }

  async #change(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    this.#watchers.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    await promise;
    this.#watchers.delete(wake);
    signal.removeEventListener('abort', wake);
  }
}
