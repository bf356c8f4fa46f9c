import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { flag } from '../values.ts';

const Entry = z.strictObject({ kind: z.enum(['job', 'scaler']), namespace: z.string(), name: z.string() });

/** What a reload did, and what it could not do. */
export const ReloadReport = z.strictObject({
  submitted: z.array(Entry),
  updated: z.array(Entry),
  deleted: z.array(Entry),
  drift: z
    .array(Entry.extend({ change: z.enum(['changed', 'removed']) }))
    .describe('Running jobs that differ from the file; `apply` brings them in line'),
  failed: z
    .array(Entry.extend({ reason: z.string() }))
    .describe('Could not be done; tried again at the next reload'),
  kept: z
    .array(Entry)
    .describe('Deleted by a caller, or ended and removed: they stay away until their entry changes'),
});
export type ReloadReport = z.infer<typeof ReloadReport>;

export const reconfigure = {
  name: 'reconfigure',
  summary: 'Reads the configuration file again',
  jobType: 'none',
  mutates: true,
  request: z.strictObject({
    apply: flag().default(false).describe('Update and delete running jobs that differ from the file, too'),
    verbose: flag().default(false).describe('Tell what was done'),
  }),
  response: z.union([z.literal(true), ReloadReport]),
} as const satisfies ApiCall;
