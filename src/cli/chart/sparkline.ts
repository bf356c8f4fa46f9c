import type { Glyphs } from './glyphs.ts';

/** A character for each value, from 0 to `top`; a space where nothing is known. */
export function sparkline({ spark }: Glyphs, values: readonly (number | undefined)[], top: number): string {
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const level = top > 0 ? Math.ceil((value / top) * spark.length) - 1 : 0;
      return spark[Math.min(Math.max(level, 0), spark.length - 1)];
    })
    .join('');
}
