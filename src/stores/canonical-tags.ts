import type { Tags } from '../accounting/points.ts';

/** One text for equal tags, JSON with sorted names. Empty values are left out, as every store leaves them out. */
export function canonicalTags(tags: Tags): string {
  const names = Object.keys(tags).filter((name) => tags[name] !== '');
  const parts = names.toSorted().map((name) => `${JSON.stringify(name)}:${JSON.stringify(tags[name])}`);
  return `{${parts.join(',')}}`;
}
