import { METHODS } from 'node:http';
import * as fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { expect, test } from 'vitest';
import { serverFixture } from '../../support/server-fixture.ts';

const api = fc.constantFrom(
  'getSystemStatus',
  'listJobs',
  'getAllJobInfo',
  'submitJob',
  'updateJob',
  'getJobStatus',
  'getJobScale',
  'setJobScale',
  'getJobEndpoint',
  'describeJob',
  'tailJob',
  'deleteJob',
  'recordMetrics',
  'getMetrics',
  'getDecisions',
  'pauseScaler',
  'reconfigure',
);
const segment = fc.oneof(
  fc.constantFrom('JuliaBatch', 'JuliaParBatchWorkers', 'JobScaler', '%', '%zz', '..', ''),
  fc.string(),
);
const name = fc.constantFrom(
  'name',
  'parallelism',
  'count',
  'force',
  'since',
  'metrics',
  'tags',
  'at_time',
  '__proto__',
  'constructor',
  'toString',
  'jrunns',
  'start_script',
  'envvars',
  'ports',
);
const pair = fc.tuple(
  fc.oneof(name, fc.string()),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('1', 'a', '1:5', 'nothing', '{"a":1}', 'Dict("A"=>"b")', '-1h'),
  ),
);
const query = fc.oneof(
  fc.string(),
  fc.array(pair).map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&')),
  fc
    .array(pair)
    .map((pairs) =>
      new URLSearchParams(
        pairs.map(([key, value]): [string, string] => [key.toWellFormed(), value.toWellFormed()]),
      ).toString(),
    ),
);
const contentType = fc.constantFrom(
  undefined,
  'application/json',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'text/plain',
);
const body = fc.oneof(
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  query.map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(text)),
  fc.dictionary(name, fc.jsonValue()).map((value) => Buffer.from(JSON.stringify(value))),
);
const method = fc.constantFrom(...METHODS.filter((verb) => !['HEAD', 'OPTIONS', 'CONNECT'].includes(verb)));

/** What kind of answer it is; anything else than the protocol has is shown. */
function kindOf({ statusCode, body: text, headers }: LightMyRequestResponse): string {
  if (statusCode === 404 && text === 'invalid api : -1') return 'invalid api';
  if (!String(headers['content-type']).startsWith('application/json')) return `no envelope: ${text}`;
  const { code, data } = JSON.parse(text);
  if (statusCode === 200 && code === 0) return 'done';
  return statusCode >= 400 && statusCode < 500 && code < 0 && typeof data === 'string'
    ? 'refused'
    : `${statusCode} ${text}`;
}

test(
  'whatever is sent, there is an answer, in an envelope or as plain text, and no fault',
  { timeout: 20_000 },
  async () => {
    await using fixture = await serverFixture();
    await fc.assert(
      fc.asyncProperty(
        api,
        segment,
        query,
        method,
        contentType,
        body,
        async (call, type, text, verb, mime, payload) => {
          const response = await fixture.server.app.inject({
            method: verb as 'GET',
            url: `/${call}/${type.replaceAll(/[?#\s]/g, '')}/?${text.replaceAll(/[#\s]/g, '')}`.replaceAll(
              /[^\u0021-\u007e]/g,
              (char) => encodeURIComponent(char.toWellFormed()),
            ),
            headers: { host: '127.0.0.1', ...(mime !== undefined && { 'content-type': mime }) },
            payload,
          });
          expect(kindOf(response)).toMatch(/^(done|refused|invalid api)$/);
        },
      ),
      { numRuns: 400 },
    );
  },
);
