/**
 * The store's tables. Points lie in one table per shard, `points_<id>`, made as they are needed: a shard goes as
 * a whole. `live_until` lies after every point of its series, `first_time` not after any.
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
  // series that are there may have points of any time; totals were never written before
  `
  ALTER TABLE series ADD COLUMN first_time INTEGER NOT NULL DEFAULT -9223372036854775807;
  DROP INDEX series_of_job;
  CREATE INDEX series_of_job ON series (namespace, job, measurement, live_until);
  CREATE INDEX series_by_life ON series (live_until, measurement, first_time);

  CREATE TABLE retired_shards (id INTEGER PRIMARY KEY) STRICT;

  DROP TABLE totals;
  CREATE TABLE owners (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    level INTEGER NOT NULL,
    namespace TEXT NOT NULL,
    account TEXT NOT NULL,
    job TEXT NOT NULL,
    user TEXT NOT NULL,
    last_day INTEGER NOT NULL,
    UNIQUE (level, namespace, account, job, user)
  ) STRICT;
  CREATE INDEX owners_by_last_day ON owners (last_day);
  ${['totals', 'hour_totals', 'day_totals'].map(createTotalsTable).join('')}
  CREATE TABLE windows (
    starts INTEGER PRIMARY KEY,
    stale INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    interval REAL NOT NULL
  ) STRICT;
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

/** Starts are seconds since the epoch. A window's rows lie together: they are written and removed together. */
function createTotalsTable(table: string): string {
  return `
  CREATE TABLE ${table} (
    level INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    cpu REAL NOT NULL,
    mem REAL NOT NULL,
    gpu REAL NOT NULL,
    cpu_requested REAL NOT NULL,
    mem_requested REAL NOT NULL,
    count REAL NOT NULL,
    seconds REAL NOT NULL,
    alive REAL NOT NULL,
    PRIMARY KEY (level, starts, owner)
  ) STRICT, WITHOUT ROWID;`;
}
