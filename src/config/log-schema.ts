import { z } from 'zod';
import { filePath } from '../lib/fields.ts';

const LEVELS = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  WARN: 'warn',
  ERROR: 'error',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const;

/** What is logged, and where to. Without a file lines go to standard error. */
export const LogConfig = z.strictObject({
  level: z
    .enum(Object.keys(LEVELS).filter((level): level is keyof typeof LEVELS => level in LEVELS))
    .default('INFO')
    .transform((level) => LEVELS[level]),
  filename: filePath().exactOptional(),
});
export type LogConfig = z.output<typeof LogConfig>;
