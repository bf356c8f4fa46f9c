import type { UsageSource } from '../accounting/ports/usage-source.ts';
import type { Cluster } from '../jobs/ports/cluster.ts';
import type { Declared } from '../jobs/ports/declared.ts';
import type { JobLogs } from '../jobs/ports/job-logs.ts';
import type { ScalerState } from '../scaling/ports/scaler-state.ts';
import type { Images, Packages, Storage } from './schema.ts';

/** What jobs name and a reload may change. */
export interface ClusterSite {
  readonly images: Images;
  readonly storage: Storage;
  readonly packages: Packages;
}

/** All faces of one cluster. Disposing frees what it holds and leaves running jobs alone. */
export interface ClusterParts extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly logs: JobLogs;
  readonly usage: UsageSource;
  readonly scalerState: ScalerState;
  readonly declared: Declared;
  /** Adopts what runs, then starts what should. `url` is the service's own, for JRUN_URL. */
  start(url: string, signal: AbortSignal): Promise<void>;
  /** From now on processes are started with these. Running ones are left alone. */
  reconfigure(site: ClusterSite): Promise<void>;
  /** Ends the cluster's work as `on_stop` says; aborting `now` kills at once. */
  stop(now: AbortSignal): Promise<void>;
}
