import { workerData } from 'node:worker_threads';
import { serveThread } from '../../lib/serve-thread.ts';
import { openForWriting } from '../../lib/sqlite/open-database.ts';
import { classifySqliteError } from '../../lib/sqlite/sqlite-error.ts';
import { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import { transact } from '../../lib/sqlite/transact.ts';
import type { Instant } from '../../lib/time.ts';
import { insertPoints } from './insert-points.ts';
import { migrations } from './migrations.ts';
import { Shards } from './shards.ts';
import type { PointsTask, SeriesDefinition, StoreThreadData, WriterCalls, WriteTask } from './store-calls.ts';
import { writeTotals } from './totals.ts';

const UPSERT_SERIES = `
  INSERT INTO series (measurement, tags, namespace, job, live_until) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (measurement, tags) DO UPDATE SET live_until = max(live_until, excluded.live_until)
  RETURNING id`;

const { path, shardLength }: StoreThreadData = workerData;

serveThread<WriterCalls>(() => {
  const database = openForWriting({ path, migrations });
  const statements = new StatementCache(database);
  const shards = new Shards(database, shardLength);

  function perform(task: WriteTask): readonly number[] {
    switch (task.kind) {
      case 'points':
        return writePoints(task);
      case 'totals':
        writeTotals(statements, task.rows);
        return [];
      case 'expire':
        expire(task.points, task.totals);
        return [];
      case 'cleanup':
        return [Number(database.prepare('DELETE FROM totals').run().changes)];
    }
  }

  function writePoints(task: PointsTask): readonly number[] {
    const found = task.definitions.map(findSeries);
    for (const [place, { at }] of task.definitions.entries()) task.ids[at] = found[place] ?? 0;
    insertPoints(task, shards, statements);
    return found;
  }

  function findSeries({ measurement, tags, namespace, job, liveUntil }: SeriesDefinition): number {
    return Number(statements.get(UPSERT_SERIES).get(measurement, tags, namespace, job, liveUntil)?.['id']);
  }

  function expire(points: Instant, totals: Instant): void {
    const kept = shards.dropBefore(points);
    statements.get('DELETE FROM series WHERE live_until <= ?').run(kept);
    statements.get('DELETE FROM totals WHERE ends <= ?').run(totals);
  }

  function commit(tasks: readonly WriteTask[]): readonly (readonly number[])[] {
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
