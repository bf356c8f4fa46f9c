import type { Instant } from '../../lib/time.ts';

/** One line that a process wrote. `at` is when it was read. */
export interface LogLine {
  readonly at: Instant;
  readonly job: string;
  readonly process: string;
  readonly stream: 'stdout' | 'stderr';
  readonly message: string;
}

/** Which lines: of one job or of the whole namespace; the last `count` of those at or after `since`. */
export interface LogQuery {
  readonly namespace: string;
  readonly job?: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly count: number;
  readonly since?: Instant;
}

/** What processes have written, also of jobs and processes that are gone, as long as logs are kept. */
export interface JobLogs {
  /** Oldest first. Empty if there is nothing; NotFoundError if the job is unknown and left no logs. */
  tail(query: LogQuery, signal: AbortSignal): Promise<readonly LogLine[]>;
  /** The same lines and then new ones as they come, until the job has ended or the signal aborts; then it returns. */
  follow(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
}
