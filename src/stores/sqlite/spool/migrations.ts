/** Tells this file from other databases of the same version: "JRsp". */
export const APPLICATION_ID = 0x4a52_7370;

/**
 * One row is one batch, or a part of a large one; ids are never used again. The index holds all that is to be
 * known of what waits, so that nothing else is read on opening.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    came INTEGER NOT NULL,
    points INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    earliest INTEGER NOT NULL,
    series TEXT NOT NULL,
    place BLOB NOT NULL,
    time BLOB NOT NULL,
    value BLOB NOT NULL,
    seconds BLOB
  ) STRICT;
  CREATE INDEX waiting ON batches (earliest, points, bytes);
  PRAGMA application_id = ${APPLICATION_ID};
  `,
];
