import { nearest } from '../../lib/nearest.ts';

/** `, did you mean x?` for the closest of the known names, if one is close; else what there is. */
export function suggest(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  if (close !== undefined) return `, did you mean ${close}?`;
  return known.length === 0 ? '' : `; there is ${known.join(', ')}`;
}
