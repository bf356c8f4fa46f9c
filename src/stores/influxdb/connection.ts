import type { Agent } from 'node:http';
import { InfluxDB } from '@influxdata/influxdb-client';
import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Millis } from '../../lib/time.ts';
import { awayError, failureOf, type Peer } from './influx-errors.ts';
import { Patience } from './patience.ts';
import type { InfluxStore } from './schema.ts';
import type { Turns } from './turns.ts';

/** Longer than the server itself takes to give a write up, so that it can say why. */
const WRITE_TIMEOUT: Millis = 15_000;
/** Without a word. */
const READ_TIMEOUT: Millis = 60_000;

export interface ConnectionOptions {
  readonly config: InfluxStore;
  readonly agent: Agent;
  /** What setup makes, in words. */
  readonly place: string;
  readonly clock: Clock;
  readonly turns: Turns;
}

/** Requests to one server, over connections that are kept. Each has its time, and is really ended after it. */
export class InfluxConnection implements Disposable {
  readonly peer: Peer;
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #agent: Agent;
  readonly #transport: InfluxDB['transport'];

  constructor({ config, agent, place, clock, turns }: ConnectionOptions) {
    const { url, version, username, password, token } = config;
    const { protocol, host, pathname } = new URL(url);
    const credentials =
      version === 2 ? 'accounting.influxdb.token' : 'accounting.influxdb.username and password';
    this.peer = { address: `${protocol}//${host}${pathname.replace(/\/$/, '')}`, credentials, place };
    this.#clock = clock;
    this.#turns = turns;
    this.#agent = agent;
    const user = Buffer.from(`${username ?? ''}:${password?.reveal() ?? ''}`).toString('base64');
    const client = new InfluxDB({
      url: this.peer.address,
      ...(version === 2 && token !== undefined && { token: token.reveal() }),
      headers: version === 1 && username !== undefined ? { authorization: `Basic ${user}` } : {},
      timeout: 0, // ours
      transportOptions: { agent },
    });
    this.#transport = client.transport;
  }

  /** Sends lines. Rejects with RetryableError, or an InfluxRefusal; some of the lines may be stored then. */
  async write(path: string, lines: string, signal: AbortSignal): Promise<void> {
    const options = { method: 'POST', headers: { 'content-type': 'text/plain; charset=utf-8' } };
    const { status } = await this.#request(path, lines, options, WRITE_TIMEOUT, signal);
    // anything else is another server's answer, and nothing is stored
    if (status !== 204) throw awayError(`answered ${status} instead of 204 to a write`, this.peer);
  }

  /** One call of the HTTP API, with a JSON body and answer. Errors as of `write`. */
  async call(method: string, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const text = body === undefined ? '' : JSON.stringify(body);
    return (await this.#request(path, text, { method, headers }, READ_TIMEOUT, signal)).answer;
  }

  /** Sends a form; yields the lines of the answer as they come. Leaving early ends the request. */
  async *lines(
    path: string,
    form: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    using patience = new Patience(this.#clock, READ_TIMEOUT, signal);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const options = { method: 'POST', headers, signal: patience.signal };
    const decoder = new TextDecoder();
    let rest = '';
    try {
      const body = new URLSearchParams(form).toString();
      for await (const bytes of this.#transport.iterate(path, body, options)) {
        patience.heard();
        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          yield line;
          // much of an answer may be here already, and would be worked off without a pause
          await this.#turns.rest();
        }
        patience.expect();
      }
      if (rest !== '') yield rest;
    } catch (error) {
      throw this.#failure(error, patience, signal);
    }
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #request(
    path: string,
    body: string,
    options: { readonly method: string; readonly headers: Record<string, string> },
    limit: Millis,
    signal: AbortSignal,
  ): Promise<{ readonly status: number | undefined; readonly answer: unknown }> {
    signal.throwIfAborted();
    using patience = new Patience(this.#clock, limit, signal);
    let status: number | undefined;
    try {
      const answer: unknown = await this.#transport.request(
        path,
        body,
        { ...options, signal: patience.signal },
        (_headers, code) => {
          status = code;
        },
      );
      return { status, answer };
    } catch (error) {
      throw this.#failure(error, patience, signal);
    }
  }

  #failure(error: unknown, patience: Patience, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (patience.signal.aborted) return awayError(messageOf(patience.signal.reason), this.peer);
    return failureOf(error, this.peer);
  }
}
