import type { BucketUnit } from '../calendar/bucket-unit.ts';
import type { PeriodOptions } from '../period-options.ts';
import type { RemoteOptions } from '../remote-command.ts';

/** Whom the rows of a report tell apart. */
export type By = 'account' | 'job' | 'user';

/** What `juliarun rusage` is given on the command line. */
export interface RusageOptions extends RemoteOptions, PeriodOptions {
  readonly by: By;
  readonly resource: string;
  readonly account?: string;
  readonly top?: string;
  readonly chart?: true;
  readonly per?: BucketUnit;
}
