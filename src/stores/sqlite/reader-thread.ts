import { workerData } from 'node:worker_threads';
import { serveThread } from '../../lib/serve-thread.ts';
import { openForReading } from '../../lib/sqlite/open-database.ts';
import { classifySqliteError } from '../../lib/sqlite/sqlite-error.ts';
import { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import { Moved } from '../../lib/thread-calls.ts';
import { buffersOf } from './buffers-of.ts';
import { findCandidates } from './find-candidates.ts';
import { describeSeries } from './find-series.ts';
import { newestPoint, oldestPoint } from './end-points.ts';
import { Scans } from './scans.ts';
import type { ReaderCalls, StoreThreadData } from './store-calls.ts';
import { describeOwners } from './totals/owners.ts';
import { sumStep } from './totals/sum-step.ts';
import { totalsKept } from './totals/totals-kept.ts';
import { readMarks } from './totals/window-marks.ts';
import { Walks } from './walks.ts';

const { path }: StoreThreadData = workerData;

serveThread<ReaderCalls>(() => {
  const database = openForReading(path);
  const statements = new StatementCache(database);
  const scans = new Scans(database, statements);
  const walks = new Walks(database, statements);

  return {
    calls: {
      describe: (ids) => describeSeries(statements, ids),
      candidates: (query) => findCandidates(database, statements, query),
      openWalk: (query) => walks.open(query),
      stepBack: (walk) => {
        const step = walks.step(walk);
        return step && new Moved(step, buffersOf(step.newest));
      },
      closeWalk: (walk) => walks.close(walk),
      openScan: (query) => scans.open(query),
      scanSeries: (scan) => {
        const ids = scans.series(scan);
        return ids && new Moved(ids, [ids.buffer]);
      },
      nextChunk: (scan) => {
        const chunk = scans.next(scan);
        return chunk && new Moved(chunk, buffersOf(chunk));
      },
      closeScan: (scan) => scans.close(scan),
      oldestPoint: () => oldestPoint(database, statements),
      newestPoint: () => newestPoint(database, statements),
      sumStep: (query) => {
        const step = sumStep(statements, query);
        return new Moved(step, [step.owners.buffer, step.amounts.buffer]);
      },
      owners: (ids) => describeOwners(statements, ids),
      marks: (from, to) => {
        const columns = readMarks(statements, from, to);
        return new Moved(columns, buffersOf(columns));
      },
      totalsKept: () => totalsKept(statements),
    },
    classify: (error) => classifySqliteError(error, path),
    close: () => database.close(),
  };
});
