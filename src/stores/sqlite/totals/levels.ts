import type { Level } from '../../../accounting/totals.ts';

/** Levels as the file has them: by their place. */
const LEVELS: readonly Level[] = ['account', 'job', 'user'];

export const LEVEL_CODES: readonly number[] = LEVELS.map((_, code) => code);

export function codeOf(level: Level): number {
  return LEVELS.indexOf(level);
}
