import { once } from 'node:events';
import http from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What is done to a request. */
export type Fault =
  /** Nothing. */
  | { readonly kind: 'pass' }
  /** Answered here; the server never hears of it. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string; readonly type?: string }
  /** Lines that get a reason are taken out and answered as InfluxDB does it; the others go to the server. */
  | { readonly kind: 'refuse'; readonly reason: (line: string) => string | undefined }
  /** Taken, and never answered. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection is cut: in the middle of the request; when the server has done it; in the middle of the answer. */
  | { readonly kind: 'cut'; readonly when: 'asking' | 'done' | 'answering' };

/** Stands between a client and an HTTP server, and does what a test says to what goes through it. */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests that have come since the last `inject`, by path without the query. */
  readonly seen: ReadonlyMap<string, number>;
  /** Connections that are open to it. */
  readonly connections: number;
  /** From now on, for requests whose path begins so; default: all. Replaces what was said before. */
  inject(fault: Fault, path?: string): void;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const proxy = new HttpProxy(target);
  await proxy.listen();
  return proxy;
}

class HttpProxy implements FaultProxy {
  readonly seen = new Map<string, number>();
  readonly #target: string;
  readonly #agent = new http.Agent({ keepAlive: true });
  readonly #sockets = new Set<Socket>();
  readonly #server = http.createServer((request, answer) => {
    this.#handle(request, answer).catch(() => answer.destroy());
  });
  #fault: Fault = { kind: 'pass' };
  #path = '/';

  constructor(target: string) {
    this.#target = target;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  inject(fault: Fault, path = '/'): void {
    this.seen.clear();
    this.#fault = fault;
    this.#path = path;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  async #handle(request: http.IncomingMessage, answer: http.ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    this.seen.set(path, (this.seen.get(path) ?? 0) + 1);
    const fault: Fault = path.startsWith(this.#path) ? this.#fault : { kind: 'pass' };
    if (fault.kind === 'cut' && fault.when === 'asking') {
      await once(request, 'data');
      request.socket.destroy();
      return;
    }
    const body = await buffer(request);
    switch (fault.kind) {
      case 'hang':
        return;
      case 'answer':
        answer.writeHead(fault.status, { 'content-type': fault.type ?? 'application/json' });
        answer.end(fault.body ?? JSON.stringify({ error: `injected ${fault.status}` }));
        return;
      case 'refuse':
        await this.#refuse(request, answer, body.toString(), fault.reason);
        return;
      case 'delay':
        await new Promise((resolve) => {
          setTimeout(resolve, fault.ms);
        });
        await this.#pass(request, answer, body);
        return;
      case 'cut':
        await this.#cut(request, body, answer, fault.when);
        return;
      case 'pass':
        await this.#pass(request, answer, body);
    }
  }

  async #pass(request: http.IncomingMessage, answer: http.ServerResponse, body: Buffer): Promise<void> {
    const response = await this.#ask(request, body);
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  }

  async #cut(
    request: http.IncomingMessage,
    body: Buffer,
    answer: http.ServerResponse,
    when: 'asking' | 'done' | 'answering',
  ): Promise<void> {
    const response = await this.#ask(request, body);
    const whole = await buffer(response);
    if (when === 'answering') {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      answer.write(whole.subarray(0, whole.length / 2));
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    request.socket.destroy();
  }

  async #refuse(
    request: http.IncomingMessage,
    answer: http.ServerResponse,
    text: string,
    reasonOf: (line: string) => string | undefined,
  ): Promise<void> {
    const lines = text.split('\n').filter((line) => line !== '');
    const refused = lines.map(reasonOf).filter((reason) => reason !== undefined);
    const good = lines.filter((line) => reasonOf(line) === undefined);
    const response = await this.#ask(request, Buffer.from(good.join('\n')));
    const done = await buffer(response);
    const failed = response.statusCode !== 204 || refused.length === 0;
    const error = `partial write: ${refused.at(-1) ?? ''} dropped=${refused.length}`;
    answer.writeHead(failed ? (response.statusCode ?? 502) : 400, { 'content-type': 'application/json' });
    answer.end(failed ? done : JSON.stringify({ error }));
  }

  async #ask(request: http.IncomingMessage, body: Buffer): Promise<http.IncomingMessage> {
    const { host: _, 'content-length': length, ...headers } = request.headers;
    const url = new URL(request.url ?? '/', this.#target);
    const sent = http.request(url, {
      method: request.method ?? 'GET',
      agent: this.#agent,
      headers: { ...headers, ...(length !== undefined && { 'content-length': body.length }) },
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    return response;
  }
}
