import type { DeclaredReport } from '../../jobs/declared-report.ts';

/** Reads the configuration file again. */
export interface Reconfigure {
  /**
   * `apply` also updates and deletes running jobs that differ from the file. InvalidError, with every
   * reason, if the file is not valid or a changed key needs a restart: then nothing has changed.
   */
  reload(options: { readonly apply: boolean }, signal: AbortSignal): Promise<DeclaredReport>;
}
