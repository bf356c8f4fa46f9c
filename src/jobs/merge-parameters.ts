import { InvalidError } from '../lib/errors.ts';
import type { Json } from '../lib/json.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** Stored parameters with those that are given in their place; null and Julia's `nothing` take one away. */
export function mergeParameters(stored: Parameters, given: Parameters): Parameters {
  const merged = Object.entries({ ...stored, ...given });
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== 'nothing'));
}

/** The parameters as they can be stored. InvalidError if one holds what JSON cannot, such as a function. */
export function storable(parameters: Parameters): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        if (isJson(value)) return [name, value];
        throw new InvalidError(
          'bad-parameter',
          `${name} cannot be stored: it holds a ${typeof value}, which JSON cannot say`,
        );
      }),
  );
}

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every(isJson);
}
