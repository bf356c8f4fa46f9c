import type { PeriodOptions } from '../period-options.ts';
import type { RemoteOptions } from '../remote-command.ts';

/** What `juliarun metrics` is given on the command line. */
export interface MetricsOptions extends RemoteOptions, PeriodOptions {
  readonly metrics: string;
  readonly times: string;
  readonly delaySecs: string;
  readonly chart?: true;
}
