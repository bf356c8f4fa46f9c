import type { Json } from '../lib/json.ts';
import { Secrets } from '../lib/secret.ts';

type Values = Readonly<Record<string, unknown>>;

/** Where a parameter, or a part of one, stands: `passwd`, `envvars.DB`, `args.2`. */
export type ParameterPath = string;

const MASK = '***';

/** Where in the parameters texts stand that hold a secret. */
export function secretPaths(parameters: Values, secrets: Secrets): readonly ParameterPath[] {
  return textsIn(parameters)
    .filter(([, text]) => secrets.mask(text) !== text)
    .map(([path]) => path);
}

/** The parameters with a mask in the place of what stands at those paths. */
export function maskAt(value: Json, paths: readonly ParameterPath[]): Json {
  const masked = new Set(paths);
  return masked.size === 0 ? value : walk(value, '');

  function walk(part: Json, at: ParameterPath): Json {
    if (masked.has(at)) return MASK;
    if (Array.isArray(part)) return part.map((item, index) => walk(item, below(at, index)));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item, below(at, key))]));
  }
}

/** A message without what stands in the parameters at those paths. */
export function maskIn(message: string, parameters: Values, paths: readonly ParameterPath[] = []): string {
  const secrets = new Secrets();
  for (const [path, text] of textsIn(parameters)) if (paths.includes(path)) secrets.add(text);
  return secrets.mask(message);
}

function textsIn(value: unknown, at: ParameterPath = ''): readonly [ParameterPath, string][] {
  if (typeof value === 'string') return [[at, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, below(at, key)));
}

function below(at: ParameterPath, key: string | number): ParameterPath {
  return at === '' ? String(key) : `${at}.${key}`;
}
