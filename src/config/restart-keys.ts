import { isDeepStrictEqual } from 'node:util';
import { Secret } from '../lib/secret.ts';
import type { Settings } from './schema.ts';

/** Settings that are looked at only when the service starts, as paths of keys. */
const READ_AT_START = [
  'clustertype',
  'compute',
  'accountingtype',
  'accounting.influxdb',
  'accounting.sqlite',
  'accounting.spool',
  'accounting.db',
  'accounting.retention_policy',
  'accounting.tag_account_name',
  'modules',
  'server.host',
  'server.port',
] as const;

/** The keys that differ between the two and whose change takes effect only at a restart. */
export function diffRestartKeys(before: Settings, after: Settings): readonly string[] {
  return READ_AT_START.filter((key) => !isDeepStrictEqual(at(before, key), at(after, key)));
}

function at(settings: Settings, key: string): unknown {
  return plain(
    key.split('.').reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), settings),
  );
}

/** Secrets compare by their values. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
