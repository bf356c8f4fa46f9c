/**
 * The store's tables. Points lie in one table per shard, `points_<id>`, made as they are needed: dropping
 * a table is how old points go. `live_until` lies after every point of its series.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    measurement TEXT NOT NULL,
    tags TEXT NOT NULL,
    namespace TEXT,
    job TEXT,
    live_until INTEGER NOT NULL,
    UNIQUE (measurement, tags)
  ) STRICT;
  CREATE INDEX series_of_job ON series (namespace, job, measurement);

  CREATE TABLE shards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    starts INTEGER NOT NULL UNIQUE,
    ends INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE totals (
    level TEXT NOT NULL,
    starts INTEGER NOT NULL,
    account TEXT NOT NULL,
    job TEXT NOT NULL,
    user TEXT NOT NULL,
    resource TEXT NOT NULL,
    ends INTEGER NOT NULL,
    sum REAL NOT NULL,
    count INTEGER NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (level, starts, account, job, user, resource)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** Time first: points come in the order of time, and what is asked for lies together. */
export function createPointsTable(table: string): string {
  return `
  CREATE TABLE ${table} (
    time INTEGER NOT NULL,
    series INTEGER NOT NULL,
    value REAL NOT NULL,
    seconds REAL,
    PRIMARY KEY (time, series)
  ) STRICT, WITHOUT ROWID`;
}
