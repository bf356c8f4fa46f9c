import { InvalidError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';

const RESOURCES = ['cpu', 'mem', 'gpu'] as const;
const ALIASES: Readonly<Record<string, string>> = { memory: 'mem' };
const USUAL: readonly Resource[] = ['cpu', 'mem'];

export type Resource = (typeof RESOURCES)[number];

/** The resources of these names, each once; the usual ones if there are no names. InvalidError for one that is none. */
export function resourcesOf(names: readonly string[]): readonly Resource[] {
  return names.length === 0 ? USUAL : [...new Set(names.map(resourceOf))];
}

function resourceOf(name: string): Resource {
  const known = ALIASES[name] ?? name;
  const resource = RESOURCES.find((one) => one === known);
  if (resource !== undefined) return resource;
  const meant = nearest(name, [...RESOURCES, ...Object.keys(ALIASES)]);
  const guess = meant === undefined ? '' : `; did you mean "${meant}"?`;
  throw new InvalidError(
    'bad-resource',
    `there is no resource ${JSON.stringify(name.slice(0, 80))}; allowed: cpu, mem (or memory), gpu${guess}`,
  );
}
