import { workerData } from 'node:worker_threads';
import { serveThread } from '../../lib/serve-thread.ts';
import { integerIn, numberIn } from '../../lib/sqlite/columns.ts';
import { openForReading } from '../../lib/sqlite/open-database.ts';
import { classifySqliteError } from '../../lib/sqlite/sqlite-error.ts';
import { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import { Moved } from '../../lib/thread-calls.ts';
import { buffersOf } from './buffers-of.ts';
import { describeSeries, seriesOfJob } from './find-series.ts';
import { NewestPoints } from './newest-points.ts';
import { Scans } from './scans.ts';
import { shardsBetween, stepBack } from './step-back.ts';
import type { Place, ReaderCalls, StoreThreadData } from './store-calls.ts';
import { sumTotals } from './totals.ts';

/** After every series in the order of points. */
const LAST_SERIES = 2 ** 31;
/** Before and after every time that a point may have. */
const FIRST_TIME = -(2n ** 63n);
const LAST_TIME = 2n ** 63n - 1n;

const { path }: StoreThreadData = workerData;

serveThread<ReaderCalls>(() => {
  const database = openForReading(path);
  const statements = new StatementCache(database);
  const scans = new Scans(database, statements);

  const newest: ReaderCalls['newest'] = ({ measurement, jobs, known, since, until }) => {
    const ids = jobs.flatMap(([namespace, job]) =>
      seriesOfJob(statements, { measurement, namespace, job, since }),
    );
    const wanted = new Set(ids).difference(new Set(known));
    const found = new NewestPoints();
    let before: Place | undefined = { time: until, series: LAST_SERIES };
    while (before !== undefined && found.count < wanted.size) {
      const step = stepBack(database, statements, before, since);
      for (const row of step.rows) if (wanted.has(numberIn(row, 'series'))) found.meet(row);
      before = step.next;
    }
    const columns = found.columns();
    return new Moved(columns, buffersOf(columns));
  };

  const walkBack: ReaderCalls['walkBack'] = (before, since) => {
    const { rows, next } = stepBack(database, statements, before, since);
    const found = new NewestPoints();
    for (const row of rows) found.meet(row);
    const columns = found.columns();
    return new Moved({ newest: columns, ...(next && { next }) }, buffersOf(columns));
  };

  const nextChunk: ReaderCalls['nextChunk'] = (scan) => {
    const chunk = scans.next(scan);
    return chunk && new Moved(chunk, buffersOf(chunk));
  };

  const oldestPoint: ReaderCalls['oldestPoint'] = () => {
    for (const { table } of shardsBetween(statements, FIRST_TIME, LAST_TIME)) {
      const row = statements.get(`SELECT time FROM ${table} ORDER BY time LIMIT 1`).get();
      if (row !== undefined) return integerIn(row, 'time');
    }
    return undefined;
  };

  return {
    calls: {
      describe: (ids) => describeSeries(statements, ids),
      newest,
      walkBack,
      openScan: (query) => scans.open(query),
      nextChunk,
      closeScan: (scan) => scans.close(scan),
      sumTotals: (query) => sumTotals(statements, query),
      oldestPoint,
    },
    classify: (error) => classifySqliteError(error, path),
    close: () => database.close(),
  };
});
