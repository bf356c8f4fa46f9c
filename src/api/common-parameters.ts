import { z } from 'zod';
import { jobName } from './names.ts';

/** May stand beside the parameters of every call. */
export const CommonParameters = z.strictObject({
  jruntok: z.string().optional().describe('Base64 of a token; `Authorization: Bearer` carries the raw one'),
  jrunns: z.string().optional().describe('Namespace to work in'),
});
export type CommonParameters = z.infer<typeof CommonParameters>;

/** What names the job that a call is about. */
export const named = { name: jobName().describe('Name of the job') };

/** What names the scaler that a call is about. */
export const namedScaler = { name: jobName().describe('Name of the scaler') };
