import { ConflictError } from '../lib/errors.ts';
import type { Recorder } from './record-metrics.ts';
import type { UsageReports } from './usage-reports.ts';

/** In the place of those that record and report where nothing is kept: each call is refused, saying what to configure. */
export const refusedRecorder: Pick<Recorder, 'record'> = { record: refuse };

export const refusedReports: Pick<UsageReports, 'rusage' | 'metrics' | 'setup' | 'cleanup'> = {
  rusage: refuse,
  metrics: refuse,
  setup: refuse,
  cleanup: refuse,
};

function refuse(): Promise<never> {
  const message =
    'this service keeps no metrics: its accountingtype is JuliaRun.KuberClusters.NoAccounting; choose ' +
    'JuliaRun.LocalClusters.SQLiteAccounting or JuliaRun.KuberClusters.InfluxDBAccounting and restart it';
  return Promise.reject(new ConflictError('no-accounting', message));
}
