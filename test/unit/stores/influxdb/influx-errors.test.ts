import { HttpError } from '@influxdata/influxdb-client';
import { describe, expect, test } from 'vitest';
import { failureOf, InfluxRefusal, statementFailure } from '../../../../src/stores/influxdb/influx-errors.ts';

const peer = { address: 'http://db:8086', credentials: 'accounting.influxdb.token', place: 'database "k8s"' };

function answered(status: number, body: unknown, type = 'application/json'): Error {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return failureOf(new HttpError(status, 'Status', text, undefined, type), peer);
}

describe('what is made of an answer', () => {
  test.each([
    [
      400,
      { error: "partial write: unable to parse 'x': missing fields dropped=0" },
      "unable to parse 'x': missing fields",
    ],
    [400, { error: 'field type conflict' }, 'field type conflict'],
    [
      400,
      { error: "partial write: unable to parse 'write /x: no space left on device': missing fields" },
      "unable to parse 'write /x: no space left on device': missing fields",
    ],
    [400, { error: 'bad measurement "database not found"' }, 'bad measurement "database not found"'],
    [413, { error: 'Request Entity Too Large' }, 'Request Entity Too Large'],
    [400, { code: 'invalid', message: "unable to parse 'x'" }, "unable to parse 'x'"],
    [
      422,
      {
        code: 'unprocessable entity',
        message:
          'failure writing points to database: partial write: dropped 1 points outside retention policy dropped=1 for database: 85 for retention policy: autogen',
      },
      'dropped 1 points outside retention policy',
    ],
  ])('%i of InfluxDB is a refusal, without what says nothing to a reader: %j', (status, body, message) => {
    const error = answered(status, body);
    expect(error).toBeInstanceOf(InfluxRefusal);
    expect(error.message).toBe(message);
  });

  test.each([
    [404, { error: 'database not found: "k8s"' }],
    [500, { error: 'retention policy not found: default_totals' }],
    [404, { code: 'not found', message: 'bucket "k8s/default" not found' }],
  ])('%i that something is missing asks for setup_metrics: %j', (status, body) => {
    const error = answered(status, body);
    expect(error).toMatchObject({ remedy: 'retry', code: 'setup-missing' });
    expect(error.message).toMatch(/http:\/\/db:8086.*database "k8s".*run setup_metrics/);
  });

  test.each([
    [400, '<h1>Bad Request</h1>', 'text/html', 'answered 400'],
    [400, '{"detail":"x"}', 'application/json', 'answered 400'],
    [404, '404 page not found', 'text/plain', 'answered 404'],
    [
      401,
      '{"error":"authorization failed"}',
      'application/json',
      'authorization failed; correct accounting.influxdb.token',
    ],
    [500, '{"error":"timeout"}', 'application/json', 'answered 500: timeout'],
    [503, '', '', 'answered 503'],
    [
      400,
      '{"error":"partial write: write /data/k8s/_series/02/0000: no space left on device dropped=500"}',
      'application/json',
      'no space left on device',
    ],
    [
      404,
      '{"code":"not found","message":"organization name \\"x\\" not found"}',
      'application/json',
      'organization',
    ],
  ])('%i and %j mean that it is away', (status, body, type, text) => {
    const error = answered(status, body, type);
    expect(error).toMatchObject({ remedy: 'retry', code: 'store-away' });
    expect(error.message).toContain(text);
  });

  test('an error of a statement is missing setup, or away', () => {
    expect(statementFailure('database not found: k8s', peer)).toMatchObject({ code: 'setup-missing' });
    expect(statementFailure('retention policy not found: default', peer)).toMatchObject({
      code: 'setup-missing',
    });
    expect(statementFailure('query killed', peer)).toMatchObject({ code: 'store-away' });
  });
});
