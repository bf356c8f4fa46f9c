import type { Tags } from '../../accounting/points.ts';
import { tagIs } from './influxql.ts';
import { unfitTag } from './line-protocol.ts';

/** Picks series by their tags: the server does most of it, so that less is sent. */
export interface TagFilter {
  /** Conditions for the server. */
  readonly conditions: readonly string[];
  /** Decides on what the server gave. */
  readonly takes: (tags: Tags) => boolean;
}

/** Undefined if no series can have these tags: InfluxQL may then not even be able to ask for them. */
export function tagFilter(match: Tags): TagFilter | undefined {
  const wanted = Object.entries(match);
  if (wanted.some(([name, value]) => unfitTag(name, value) !== undefined)) return undefined;
  return {
    // to InfluxQL names with an underscore in front may mean something else
    conditions: wanted.filter(([name]) => !name.startsWith('_')).map(([name, value]) => tagIs(name, value)),
    takes: (tags) => wanted.every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value),
  };
}
