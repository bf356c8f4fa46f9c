import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { InvalidError, messageOf } from '../../lib/errors.ts';
import type { InfluxStore } from './schema.ts';

/** Keeps connections between requests. InvalidError if a file of certificates cannot be read. */
export async function createAgent({ url, tls = { verify: true } }: InfluxStore): Promise<http.Agent> {
  const kept = { keepAlive: true };
  if (!url.startsWith('https:')) return new http.Agent(kept);
  const { ca, cert, key, verify } = tls;
  const files = { ca: await read('ca', ca), cert: await read('cert', cert), key: await read('key', key) };
  return new https.Agent({ ...kept, ...files, rejectUnauthorized: verify });
}

async function read(name: string, file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    throw new InvalidError('bad-tls', `accounting.influxdb.tls.${name}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
