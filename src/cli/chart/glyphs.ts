import type { Io } from '../io.ts';

/** What bars and sparklines are made of. */
export interface Glyphs {
  /** Parts of a block, from the least to a whole one. */
  readonly bar: readonly string[];
  /** Heights, from the lowest on. */
  readonly spark: readonly string[];
}

const BLOCKS: Glyphs = { bar: '▏▎▍▌▋▊▉█'.split(''), spark: '▁▂▃▄▅▆▇█'.split('') };
const ASCII: Glyphs = { bar: ['#'], spark: '_.:-=+*#'.split('') };

/** Blocks where the locale is UTF-8, ASCII elsewhere. */
export function glyphsFor({ env }: Io): Glyphs {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  return /utf-?8/i.test(locale ?? '') ? BLOCKS : ASCII;
}
