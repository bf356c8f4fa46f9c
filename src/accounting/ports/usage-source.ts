import type { Instant } from '../../lib/time.ts';

/** What one process has used so far. */
export interface UsageSample {
  readonly namespace: string;
  readonly job: string;
  readonly process: string;
  readonly role: 'master' | 'worker';
  readonly user?: string;
  readonly at: Instant;
  readonly startedAt: Instant;
  /** CPU time since the start, nanoseconds; never less than in an earlier sample. */
  readonly cpuNanos: number;
  /** Absent if it ended before anybody looked. */
  readonly memoryBytes?: number;
  /** Millicores, bytes, devices. */
  readonly request: { readonly cpu: number; readonly memory: number; readonly gpu: number };
  readonly limit: { readonly cpu: number; readonly memory: number };
  /** The process has ended at `at`; this is its last sample. */
  readonly final: boolean;
}

/** Measures every running process of every job. */
export interface UsageSource {
  /** One sample of each running process, and the last one of each that has ended and is not yet `recorded`. */
  sample(signal: AbortSignal): Promise<readonly UsageSample[]>;
  /** The final samples of these processes are durable elsewhere and need not be given again. */
  recorded(processes: readonly { namespace: string; process: string }[], signal: AbortSignal): Promise<void>;
}
