/** What brings a state file from one version to the next. Never change one that was released: add another. */
export const STATE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE jobs (id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, spec TEXT NOT NULL, record TEXT NOT NULL) STRICT;
   CREATE TABLE processes (job INTEGER NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (job, name)) STRICT, WITHOUT ROWID;
   CREATE TABLE finals (run TEXT PRIMARY KEY, sample TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE declared (kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, deleted_by_api INTEGER NOT NULL, PRIMARY KEY (kind, namespace, name)) STRICT, WITHOUT ROWID;
   CREATE TABLE scalers (namespace TEXT NOT NULL, name TEXT NOT NULL, spec TEXT NOT NULL, memory TEXT NOT NULL, PRIMARY KEY (namespace, name)) STRICT, WITHOUT ROWID;
   CREATE TABLE decisions (namespace TEXT NOT NULL, scaler TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL, decision TEXT NOT NULL, PRIMARY KEY (namespace, scaler, at)) STRICT, WITHOUT ROWID;
   CREATE INDEX decisions_by_until ON decisions (until);`,
];
