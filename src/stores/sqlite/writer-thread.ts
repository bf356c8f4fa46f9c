import { workerData } from 'node:worker_threads';
import { serveThread } from '../../lib/serve-thread.ts';
import { openForWriting } from '../../lib/sqlite/open-database.ts';
import { classifySqliteError } from '../../lib/sqlite/sqlite-error.ts';
import { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import { transact } from '../../lib/sqlite/transact.ts';
import { expireSeries, settleSeries, upsertSeries } from './change-series.ts';
import { insertPoints } from './insert-points.ts';
import { migrations } from './migrations.ts';
import { Shards } from './shards.ts';
import type { PointsTask, StoreThreadData, TaskAnswer, WriterCalls, WriteTask } from './store-calls.ts';
import { removeTotals } from './totals/remove-totals.ts';
import { writeMarks } from './totals/window-marks.ts';
import { writeTotals } from './totals/write-totals.ts';

const DONE: TaskAnswer = { found: [], more: false };

const { path, shardLength }: StoreThreadData = workerData;

serveThread<WriterCalls>(() => {
  const database = openForWriting({ path, migrations });
  const statements = new StatementCache(database);
  const shards = new Shards(database, shardLength);

  function perform(task: WriteTask): TaskAnswer {
    switch (task.kind) {
      case 'points':
        return writePoints(task);
      case 'settle':
        settleSeries(statements, task);
        return DONE;
      case 'totals':
        writeTotals(statements, task.columns);
        return DONE;
      case 'marks':
        writeMarks(statements, task.marks);
        return DONE;
      case 'expire':
        return { found: [], more: expireSeries(statements, shards.retireBefore(task.before)) };
      case 'clear':
        return { found: [], more: shards.clear() };
      case 'remove-totals':
        return { found: [], more: removeTotals(statements, task.before) };
    }
  }

  function writePoints(task: PointsTask): TaskAnswer {
    const found = task.definitions.map((definition) => upsertSeries(statements, definition));
    for (const [place, { at }] of task.definitions.entries()) task.ids[at] = found[place]?.[0] ?? 0;
    insertPoints(task, shards, statements);
    return { found, more: false };
  }

  function commit(tasks: readonly WriteTask[]): readonly TaskAnswer[] {
    try {
      return transact(database, () => tasks.map(perform));
    } catch (error) {
      // shards made in the transaction are gone with it
      shards.reload();
      throw error;
    }
  }

  return {
    calls: { commit },
    classify: (error) => classifySqliteError(error, path),
    close: () => database.close(),
  };
});
