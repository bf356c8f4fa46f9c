import type { Json } from '../lib/json.ts';

type Parameters = { readonly [name: string]: Json };

const SECRET = /passw|secret|token|credential|private|(^|_)key($|_)|apikey/i;
const MASK = '***';

/** Parameters as they may be shown: passwords and environment variables that are called like secrets are masked. */
export function maskParameters(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
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
