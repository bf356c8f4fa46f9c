import type { JobRef } from '../../jobs/job-ref.ts';
import type { Instant } from '../../lib/time.ts';

/** As `MetricsStore.newest` asks. */
export interface NewestQuery {
  readonly measurement: string;
  readonly jobs: readonly JobRef[];
  readonly since: Instant;
  readonly until: Instant;
}
