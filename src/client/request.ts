import { ApiError } from './api-error.ts';
import { ConnectionError } from './connection-error.ts';
import type { Context } from './context.ts';
import { pause } from './pause.ts';

/** How long, and until when, a call may go on. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, retries included; default: the context's. */
  readonly timeout?: number | undefined;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** One call of the protocol. */
export interface Call {
  readonly api: string;
  readonly type?: string | undefined;
  readonly parameters?: Parameters;
  /** Calls that change something are posted, with a key that makes repeating them safe. */
  readonly mutates?: boolean;
}

const FIRST_PAUSE = 100;
const WORTH_A_RETRY: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Sends a call, again if need be, and yields what `read` makes of the answer if it succeeded.
 * ApiError if it was refused, ConnectionError if there was no whole answer, the signal's reason if
 * aborted, a `TimeoutError` if time ran out.
 */
export async function request<Result>(
  context: Context,
  call: Call,
  signal: AbortSignal,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  const { url, init } = requestOf(context, call);
  for (let attempt = 0; ; attempt++) {
    const last = attempt >= context.retries;
    try {
      return await send(url, init, signal, read);
    } catch (error) {
      signal.throwIfAborted();
      const failure = error instanceof ApiError ? error : new ConnectionError(context.url, { cause: error });
      if (last || (failure instanceof ApiError && !WORTH_A_RETRY.has(failure.status))) throw failure;
    }
    await pause(FIRST_PAUSE * 2 ** attempt * (0.5 + Math.random()), signal);
  }
}

/** The signal for a call with these options: the caller's, and the time limit. */
export function signalOf(context: Context, options: CallOptions): AbortSignal {
  const limit = AbortSignal.timeout(options.timeout ?? context.timeout);
  return options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
}

async function send<Result>(
  url: string,
  init: RequestInit,
  signal: AbortSignal,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  const response = await fetch(url, { ...init, signal });
  if (!response.ok) throw await refusal(response);
  return read(response);
}

function requestOf(context: Context, call: Call): { url: string; init: RequestInit } {
  const parameters = { ...call.parameters, jrunns: context.namespace };
  const path = [call.api, ...(call.type === undefined ? [] : [call.type])].map(encodeURIComponent).join('/');
  const url = `${context.url}/${path}/`;
  const headers: Record<string, string> =
    context.token === undefined ? {} : { authorization: `Bearer ${context.token}` };
  if (!call.mutates) return { url: `${url}${queryOf(parameters)}`, init: { headers } };
  return {
    url,
    init: {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: textOf(parameters),
    },
  };
}

function queryOf(parameters: Parameters): string {
  const pairs = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, plainText(value)]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? value.toString() : textOf(value);
}

/** JSON, with bigints (nanosecond times) as text, since a number would round them. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  try {
    const envelope: unknown = JSON.parse(text);
    if (typeof envelope === 'object' && envelope !== null && 'code' in envelope && 'data' in envelope) {
      return new ApiError(response.status, Number(envelope.code), String(envelope.data));
    }
  } catch {
    // not an envelope: told as it came
  }
  return new ApiError(response.status, undefined, text.trim().slice(0, 500) || response.statusText);
}
