import type { Instant } from '../lib/time.ts';
import type { Tags } from './points.ts';

/** Values to record; `namespace` and `user` are the caller's own. */
export interface RecordRequest {
  readonly namespace: string;
  /** Values by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The job that they belong to; it need not be one that the service runs. */
  readonly job?: string;
  /** One of that job's processes. */
  readonly process?: string;
  /** When they were measured; absent: now. */
  readonly atTime?: Instant;
  readonly tags?: Tags;
  readonly user?: string;
}
