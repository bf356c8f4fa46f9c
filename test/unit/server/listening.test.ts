import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { serverFixture, worker } from '../../support/server-fixture.ts';

const hello = '/JuliaBatch/?name=hello';

async function listening(clock = new VirtualClock()) {
  const fixture = await serverFixture({ clock });
  const { url } = await fixture.server.listen();
  await fixture.data(`/submitJob${hello}&${worker}`);
  return { fixture, url };
}

describe('listen', () => {
  test('tells where', async () => {
    const { fixture, url } = await listening();
    await using _ = fixture;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/getSystemStatus`)).json()).toEqual({ code: 0, data: true });
  });

  test('a port that is taken is named, with what to do', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await using fixture = await serverFixture({ config: { port } });
    await expect(fixture.server.listen()).rejects.toMatchObject({ code: 'port-taken' });
    await expect(fixture.server.listen()).rejects.toThrow(new RegExp(`port ${port} .*set server.port`));
    taken.close();
  });
});

describe('what is not HTTP', () => {
  test.each([
    ['nonsense', 'HELLO\r\n\r\n', 400],
    ['a request without a host', 'GET /listJobs HTTP/1.1\r\n\r\n', 400],
    [
      'a header that is too long',
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(300_000)}\r\n\r\n`,
      431,
    ],
    [
      'a body that is longer than it says',
      'POST /listJobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n',
      400,
    ],
  ])('%s', async (_title, sent, status) => {
    const { fixture, url } = await listening();
    await using _ = fixture;
    const { connect } = await import('node:net');
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.end(sent);
    const received = Buffer.concat(await socket.toArray()).toString();
    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(received).toContain('{"code":-3,"data":"');
  });
});

test('a client that leaves in the midst of its request is no fault of the service', async () => {
  const { fixture, url } = await listening();
  await using _ = fixture;
  const { connect } = await import('node:net');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST /listJobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nabc');
  const [request] = await once(fixture.server.app.server, 'request');
  socket.destroy();
  await new Promise((resolve) => request.once('close', resolve));
  expect((await fetch(`${url}/listJobs`)).status).toBe(200);
  expect(fixture.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a request that drips in is given up after a minute', async () => {
  await using fixture = await serverFixture();
  expect(fixture.server.app.server.requestTimeout).toBe(60_000);
});

describe('following logs', () => {
  test('lines arrive as they come, and the stream ends with the job', async () => {
    const clock = new VirtualClock();
    const { fixture, url } = await listening(clock);
    await using _ = fixture;
    fixture.cluster.controls.write('default', 'hello-aaaaa', 'before');
    const response = await fetch(`${url}/tailJob${hello}&follow=true`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toMatch(/, hello-aaaaa, before\n$/);
    fixture.cluster.controls.write('default', 'hello-aaaaa', 'after');
    expect((await reader.read()).value).toMatch(/, after\n$/);
    await fixture.data(`/deleteJob${hello}&force=true`);
    await clock.advance(60_000);
    expect((await reader.read()).done).toBe(true);
  });

  test('a job that does not exist is told as on any call', async () => {
    const { fixture, url } = await listening();
    await using _ = fixture;
    const response = await fetch(`${url}/tailJob/JuliaBatch/?name=none&follow=true`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: -20 });
  });

  test('ends when the client leaves', async () => {
    const { fixture, url } = await listening();
    await using _ = fixture;
    const left = Promise.withResolvers<string>();
    fixture.jobs.follow = async function* follow(_query, signal) {
      yield { at: 0n, job: 'hello', process: 'hello-aaaaa', stream: 'stdout', message: 'one' };
      await once(signal, 'abort');
      left.resolve('left');
    };
    const controller = new AbortController();
    const response = await fetch(`${url}/tailJob${hello}&follow=true`, { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    expect(await left.promise).toBe('left');
  });
});

describe('waiting', () => {
  test('a client that leaves is no fault of the service', async () => {
    const { fixture, url } = await listening();
    await using _ = fixture;
    const left = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<void>();
    fixture.jobs.wait = async (_ref, _timeout, signal) => {
      asked.resolve();
      await once(signal, 'abort');
      left.resolve('left');
      throw new DOMException('aborted', 'AbortError');
    };
    const controller = new AbortController();
    const waiting = fetch(`${url}/waitJob${hello}`, { signal: controller.signal }).catch(
      (error: Error) => error.name,
    );
    await asked.promise;
    controller.abort();
    expect(await waiting).toBe('AbortError');
    expect(await left.promise).toBe('left');
    await fixture.data('/listJobs');
    expect(fixture.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('stopping', () => {
  test('ends followed logs and waits, and lets what is under way finish', async () => {
    const clock = new VirtualClock();
    const { fixture, url } = await listening(clock);
    await using _ = fixture;
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    fixture.cluster.cluster.status = async () => {
      started.resolve();
      await release.promise;
      return { up: true, nodes: [], waiting: [] };
    };
    fixture.cluster.controls.write('default', 'hello-aaaaa', 'line');
    const followed = await fetch(`${url}/tailJob${hello}&follow=true`);
    const waited = fetch(`${url}/waitJob${hello}`);
    const slow = fetch(`${url}/getSystemStatus`);
    await started.promise;
    await expect.poll(async () => (await fetch(`${url}/healthz`)).status).toBe(200);
    const closed = fixture.server[Symbol.asyncDispose]();
    expect(await followed.text()).toMatch(/line\n$/);
    const { status } = await waited;
    expect(status).toBe(503);
    release.resolve();
    expect(await (await slow).json()).toEqual({ code: 0, data: true });
    await clock.advance(100);
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  });

  test('cuts off what does not end', async () => {
    const clock = new VirtualClock();
    const { fixture, url } = await listening(clock);
    await using _ = fixture;
    const started = Promise.withResolvers<AbortSignal>();
    fixture.cluster.cluster.status = async (signal) => {
      started.resolve(signal);
      return new Promise(() => {});
    };
    const hanging = fetch(`${url}/getSystemStatus`).catch((error: Error) => error.message);
    const signal = await started.promise;
    const closed = fixture.server[Symbol.asyncDispose]();
    await clock.advance(1_900);
    expect(signal.aborted).toBe(false);
    await clock.advance(200);
    await closed;
    expect(signal.aborted).toBe(true);
    expect(await hanging).toBe('fetch failed');
  });
});
