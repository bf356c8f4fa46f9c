import { nearest } from '../lib/nearest.ts';

/** `write "port"`, or what else to do about a word that is not known. */
export function fixFor(found: string, known: readonly string[], otherwise?: string): string | undefined {
  const meant = nearest(found, known);
  return meant === undefined ? otherwise : `write "${meant}"`;
}
