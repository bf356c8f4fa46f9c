import { z } from 'zod';
import { filePath } from '../../lib/fields.ts';

/** The embedded store. */
export const SqliteStore = z.strictObject({
  path: filePath()
    .optional()
    .describe('File of the points and totals (default: metrics.db in the state folder)'),
});
export type SqliteStore = z.output<typeof SqliteStore>;
