import { inspect } from 'node:util';
import { Secret } from '../lib/secret.ts';
import type { ConfigSource } from './config-source.ts';
import type { Settings } from './schema.ts';

/** Joins the settings with their source, so that whatever prints them whole prints masks for secrets. */
export function hideSecrets<S extends Settings>(
  settings: S,
  source: ConfigSource,
): S & { readonly source: ConfigSource } {
  const shown = (): unknown => mask(settings, source);
  const hidden = { value: shown, enumerable: false };
  return Object.defineProperties(Object.assign(settings, { source }), {
    toJSON: hidden,
    [inspect.custom]: hidden,
  });
}

function mask(value: unknown, source: ConfigSource): unknown {
  if (typeof value === 'string') return source.secrets.mask(value);
  if (value instanceof Secret) return value.toString();
  if (value === source) return source.file;
  if (Array.isArray(value)) return value.map((item) => mask(item, source));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item, source)]));
}
