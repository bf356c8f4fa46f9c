import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import {
  ConnectionError,
  Context,
  getJobScale,
  listJobs,
  setJobScale,
  type ContextOptions,
} from '../../../src/client/index.ts';

const job = { type: 'JuliaParBatchWorkers', name: 'darts' };

/** A service that answers each request as the next of `answers` says, the last for ever. */
async function service(...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    (answers[requests.length - 1] ?? answers.at(-1))?.(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    requests,
    context: (options: ContextOptions = {}) => new Context({ url, ...options }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

function ok(_request: IncomingMessage, response: ServerResponse): void {
  response.end('{"code":0,"data":[1,2]}');
}
function away(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503).end('{"code":-50,"data":"the cluster is away"}');
}
function refused(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(409).end('{"code":-30,"data":"no"}');
}
function hangUp(request: IncomingMessage): void {
  request.socket.destroy();
}
function half(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 100 }).write('{"code":0,');
  response.socket?.end();
}
function silent(): void {}

test.each([
  ['503', away],
  ['a connection that breaks', hangUp],
  ['an answer that breaks off', half],
])('a call is repeated after %s', async (_title, first) => {
  await using there = await service(first, ok);
  expect(await getJobScale(there.context(), job)).toEqual([1, 2]);
  expect(there.requests).toHaveLength(2);
});

test('a change is repeated with the same key, so that it is done once; the next has another', async () => {
  await using there = await service(hangUp, away, ok);
  const context = there.context();
  await setJobScale(context, job, 3);
  await setJobScale(context, job, 3);
  const keys = there.requests.map(({ headers, method }) => [method, headers['idempotency-key']]);
  expect(keys[0]).toEqual(['POST', expect.stringMatching(/^[-\da-f]{36}$/)]);
  expect(keys[1]).toEqual(keys[0]);
  expect(keys[2]).toEqual(keys[0]);
  expect(keys[3]?.[1]).not.toEqual(keys[0]?.[1]);
});

test('a refusal is not repeated', async () => {
  await using there = await service(refused, ok);
  await expect(getJobScale(there.context(), job)).rejects.toMatchObject({
    name: 'ApiError',
    status: 409,
    code: -30,
    message: 'no',
  });
  expect(there.requests).toHaveLength(1);
});

test('retries come to an end', async () => {
  await using there = await service(away);
  await expect(getJobScale(there.context({ retries: 1 }), job)).rejects.toMatchObject({ status: 503 });
  expect(there.requests).toHaveLength(2);
  await expect(getJobScale(there.context({ retries: 0 }), job)).rejects.toMatchObject({ status: 503 });
  expect(there.requests).toHaveLength(3);
});

test('a service that does not run is a ConnectionError that names it', async () => {
  const context = new Context({ url: 'http://127.0.0.1:9/', retries: 0 });
  const error = await listJobs(context).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({
    url: 'http://127.0.0.1:9',
    message: expect.stringContaining('http://127.0.0.1:9'),
  });
});

test('time limits and signals end a call that gets no answer', async () => {
  await using there = await service(silent);
  await expect(listJobs(there.context({ timeout: 50 }))).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(listJobs(there.context(), { timeout: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
  const controller = new AbortController();
  const reason = new Error('enough');
  const calling = listJobs(there.context(), { signal: controller.signal });
  controller.abort(reason);
  await expect(calling).rejects.toBe(reason);
});

test('a token goes out as a bearer token, never in the address', async () => {
  await using there = await service(ok);
  await listJobs(there.context({ token: 'secret' }));
  expect(there.requests[0]?.headers.authorization).toBe('Bearer secret');
  expect(there.requests[0]?.url).not.toContain('secret');
});

test('an answer that is no envelope is told as it came', async () => {
  await using there = await service((_request, response) => response.writeHead(404).end('invalid api : -1'));
  await expect(listJobs(there.context())).rejects.toMatchObject({
    status: 404,
    code: undefined,
    message: 'invalid api : -1',
  });
});

test('a url that is none is a TypeError', () => {
  expect(() => new Context({ url: 'nonsense' })).toThrow(TypeError);
});
