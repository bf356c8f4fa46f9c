import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidError, RetryableError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Millis } from '../lib/time.ts';
import { success } from './answers/answer.ts';
import { failed } from './answers/failed.ts';
import { sendAnswer } from './answers/send-answer.ts';
import type { Idempotency } from './idempotency.ts';
import type { InFlight } from './in-flight.ts';
import { collectParameters } from './requests/collect-parameters.ts';
import { namespaceOf } from './requests/namespace-of.ts';
import type { Parameters } from './requests/parse-form.ts';
import type { Route } from './route.ts';
import { streamLines } from './stream-lines.ts';

/** A request as its route understands it. */
interface Asked {
  readonly route: Route;
  readonly type: string;
  readonly namespace: string;
  readonly parameters: Parameters;
}

const ORDINARY_LIMIT: Millis = 60_000;
const LONGEST_KEY = 255;

/** Turns a request into a call of its route, and what that yields into the reply. */
export class CallRunner {
  readonly #namespace: string;
  readonly #inFlight: InFlight;
  readonly #idempotency: Idempotency;
  readonly #log: Log;

  constructor(options: { namespace: string; inFlight: InFlight; idempotency: Idempotency; log: Log }) {
    this.#namespace = options.namespace;
    this.#inFlight = options.inFlight;
    this.#idempotency = options.idempotency;
    this.#log = options.log;
  }

  /** Rejects with what the call threw. */
  async run(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const type = jobTypeOf(request);
    const { parameters, jrunns } = collectParameters(request);
    const asked = { route, type, namespace: namespaceOf(jrunns, this.#namespace), parameters };
    if (route.waits) return this.#runLong(asked, reply);
    const key = route.mutates && request.method === 'POST' ? keyOf(request) : undefined;
    if (key !== undefined) return this.#runOnce(key, asked, reply);
    return sendAnswer(reply, success(await this.#runOrdinary(asked)));
  }

  async #runOrdinary({ route, type, namespace, parameters }: Asked): Promise<unknown> {
    const call = this.#inFlight.begin(ORDINARY_LIMIT);
    const { signal } = call.controller;
    try {
      return await route.run(parameters, { namespace, type, signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      this.#inFlight.end(call);
    }
  }

  /** Lasts until it is done or the client leaves. */
  async #runLong({ route, type, namespace, parameters }: Asked, reply: FastifyReply): Promise<FastifyReply> {
    const call = this.#inFlight.begin(undefined);
    const { signal } = call.controller;
    reply.raw.once('close', () => {
      call.controller.abort(new RetryableError('client-left', 'the client has left'));
      this.#inFlight.end(call);
    });
    try {
      const data = await route.run(parameters, { namespace, type, signal });
      return isLines(data) ? streamLines(reply, data) : sendAnswer(reply, success(data));
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }

  async #runOnce(key: string, asked: Asked, reply: FastifyReply): Promise<FastifyReply> {
    const { answer, replayed } = await this.#idempotency.once(
      `${asked.namespace}/${key}`,
      fingerprintOf(asked),
      () => this.#runOrdinary(asked).then(success, (error: unknown) => failed(error, this.#log)),
    );
    if (replayed) reply.header('idempotency-replayed', 'true');
    return sendAnswer(reply, answer);
  }
}

function jobTypeOf(request: FastifyRequest): string {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'type' in params ? String(params.type) : '';
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length > 0 && key.length <= LONGEST_KEY) return key;
  throw new InvalidError('unreadable', `an Idempotency-Key is 1 to ${LONGEST_KEY} characters`);
}

/** Equal for equal requests; the order of parameters does not count. */
function fingerprintOf({ route, type, parameters }: Asked): string {
  const sorted = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([route.name, type, sorted]))
    .digest('base64');
}

function isLines(data: unknown): data is AsyncIterable<string> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data;
}
