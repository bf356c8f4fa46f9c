import type { Json } from '../lib/json.ts';
import { maskAt, type ParameterPath } from './secret-parameters.ts';

type Parameters = { readonly [name: string]: Json };

const SECRET = /passw|secret|token|credential|private|(^|_)key($|_)|apikey/i;
const MASK = '***';

/**
 * Parameters as they may be shown: passwords, environment variables that are called like secrets, and what stands at
 * the paths are masked.
 */
export function maskParameters(parameters: Parameters, secrets: readonly ParameterPath[] = []): Parameters {
  const shown = maskAt(parameters, secrets);
  return Object.fromEntries(
    Object.entries(isMap(shown) ? shown : {}).map(([name, value]) => {
      if (name === 'passwd') return [name, MASK];
      return [name, name.endsWith('envvars') && isMap(value) ? maskNames(value) : value];
    }),
  );
}

function maskNames(variables: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, SECRET.test(name) ? MASK : value]),
  );
}

function isMap(value: Json): value is Parameters {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
