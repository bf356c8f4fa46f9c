import { z } from 'zod';
import { flag } from './values.ts';

/** What setting up or cleaning up the store does, step by step. */
export const Plan = z.array(z.strictObject({ action: z.string(), detail: z.string() }));
export type Plan = z.infer<typeof Plan>;

/** How a call goes about changing the store. */
export const planning = {
  dry_run: flag().default(false).describe('Change nothing; tell what would be done'),
  force: flag().default(false).describe('Also remove what is stored'),
};
