import { describe, expect, test } from 'vitest';
import { settleSeries, upsertSeries } from '../../../src/stores/sqlite/change-series.ts';
import { findCandidates } from '../../../src/stores/sqlite/find-candidates.ts';
import { insertPoints } from '../../../src/stores/sqlite/insert-points.ts';
import { Shards } from '../../../src/stores/sqlite/shards.ts';
import { Walks } from '../../../src/stores/sqlite/walks.ts';
import { StoreTables } from '../../support/store-tables.ts';

const SHARD = 1_000_000n;
const ALIVE = 10n * SHARD;

function addSeries({ statements }: StoreTables, name: string, firstTime: bigint): number {
  const series = { measurement: 'load', tags: `{"pod_name":"${name}"}`, namespace: 'default', job: 'darts' };
  const [id] = upsertSeries(statements, { at: 0, ...series, firstTime, liveUntil: ALIVE });
  return id;
}

function addPoints(tables: StoreTables, shards: Shards, id: number, times: readonly bigint[]): void {
  const points = { ids: Int32Array.of(id), index: new Int32Array(times.length), definitions: [] };
  const value = Float64Array.from(times, Number);
  insertPoints(
    { kind: 'points', ...points, time: BigInt64Array.from(times), value },
    shards,
    tables.statements,
  );
}

describe('looking for newest points', () => {
  function candidates({ database, statements }: StoreTables, since: bigint, until: bigint) {
    const jobs = [['default', 'darts']] as const;
    const { newest, ids } = findCandidates(database, statements, { measurement: 'load', jobs, since, until });
    return {
      found: Object.fromEntries([...newest.ids].map((id, at) => [id, newest.time[at]])),
      ids: [...ids],
    };
  }

  test('passes over series that began later or ended before, and finds settled ones at once', () => {
    using tables = new StoreTables();
    const shards = new Shards(tables.database, SHARD);
    const [old, going, young] = [
      addSeries(tables, 'old', 10n),
      addSeries(tables, 'going', 20n),
      addSeries(tables, 'young', 500n),
    ] as const;
    addPoints(tables, shards, old, [10n, 30n]);
    addPoints(tables, shards, going, [20n, 600n]);
    addPoints(tables, shards, young, [500n]);
    expect(candidates(tables, 0n, 400n)).toEqual({ found: {}, ids: [old, going] });

    settleSeries(tables.statements, {
      kind: 'settle',
      ids: Int32Array.of(old),
      liveUntil: BigInt64Array.of(31n),
    });
    expect(candidates(tables, 0n, 400n)).toEqual({ found: { [old]: 30n }, ids: [going] });
    expect(candidates(tables, 30n, 30n)).toEqual({ found: { [old]: 30n }, ids: [going] });
    // of a time before its last point it has to be looked for
    expect(candidates(tables, 0n, 29n)).toEqual({ found: {}, ids: [old, going] });
    expect(candidates(tables, 31n, 400n)).toEqual({ found: {}, ids: [going] });
    expect(candidates(tables, 0n, 9n)).toEqual({ found: {}, ids: [] });
  });

  test('an earlier point brings the beginning of a series forward, a later one its end', () => {
    using tables = new StoreTables();
    const id = addSeries(tables, 'darts', 100n);
    settleSeries(tables.statements, {
      kind: 'settle',
      ids: Int32Array.of(id),
      liveUntil: BigInt64Array.of(101n),
    });
    expect(addSeries(tables, 'darts', 50n)).toBe(id);
    expect(candidates(tables, 60n, 60n).ids).toEqual([id]);
    expect(candidates(tables, 200n, 300n).ids).toEqual([id]);
    expect(candidates(tables, 0n, 49n).ids).toEqual([]);
  });

  test('a walk goes back in steps, over shards, and ends when all series were met', () => {
    using tables = new StoreTables();
    const shards = new Shards(tables.database, SHARD);
    const [busy, quiet, older] = [1, 2, 3];
    addPoints(
      tables,
      shards,
      busy,
      Array.from({ length: 40_000 }, (_, at) => 2n * SHARD + BigInt(at)),
    );
    addPoints(tables, shards, quiet, [2n * SHARD + 20_000n]);
    addPoints(tables, shards, older, [5n, 2n * SHARD - 1n]);
    const walks = new Walks(tables.database, tables.statements);
    function walk(ids: readonly number[] | undefined, since: bigint): readonly (readonly number[])[] {
      const wanted = ids && { ids: Int32Array.from(ids) };
      const id = walks.open({ ...wanted, since, until: 3n * SHARD });
      const met: number[][] = [];
      for (let step = walks.step(id); step !== undefined; step = walks.step(id))
        met.push([...step.newest.ids]);
      walks.close(id);
      return met;
    }

    expect(walk([busy], 0n)).toEqual([[busy]]);
    expect(walk([busy, quiet], 0n)).toEqual([[busy], [quiet]]);
    expect(walk([older, quiet], 0n)).toEqual([[], [quiet], [], [older]]);
    expect(walk([older], 2n * SHARD)).toEqual([[], [], []]);
    expect(walk([9], 0n).flat()).toEqual([]);
    expect(new Set(walk(undefined, 0n).flat())).toEqual(new Set([busy, quiet, older]));
    expect(walk([], 0n)).toEqual([]);
  });
});

describe('shards past their time', () => {
  function tablesOf({ database }: StoreTables): readonly unknown[] {
    const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'points_%' ORDER BY name`;
    return database
      .prepare(sql)
      .all()
      .map(({ name }) => name);
  }

  test('are out of sight at once, and cleared bit by bit, also after the file was opened again', () => {
    using tables = new StoreTables();
    const shards = new Shards(tables.database, SHARD);
    addPoints(
      tables,
      shards,
      1,
      Array.from({ length: 50_000 }, (_, at) => BigInt(at)),
    );
    addPoints(tables, shards, 1, [SHARD]);
    expect(shards.retireBefore(SHARD + 5n)).toBe(SHARD);
    expect(tables.database.prepare('SELECT count(*) AS n FROM shards').get()).toEqual({ n: 1n });
    expect(shards.clear()).toBe(true);
    expect(tables.database.prepare('SELECT count(*) AS n FROM points_1').get()).toEqual({ n: 30_000n });

    const again = new Shards(tables.database, SHARD);
    // a late point of that time gets a table of its own
    addPoints(tables, again, 1, [7n]);
    while (again.clear());
    expect(tablesOf(tables)).toEqual(['points_2', 'points_3']);
    expect(tables.database.prepare('SELECT time FROM points_3').all()).toEqual([{ time: 7n }]);
  });
});
