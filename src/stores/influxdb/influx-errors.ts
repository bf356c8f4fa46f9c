import { HttpError } from '@influxdata/influxdb-client';
import { CodedError, messageOf, RetryableError } from '../../lib/errors.ts';

/** The server has understood a request and will not do it, however often it is asked: 400, 413, 422. */
export class InfluxRefusal extends Error {
  /** Of the points in the request, how many were not stored; known only of some refusals. */
  readonly dropped: number | undefined;

  constructor(text: string) {
    super(text.replace(PARTIAL, '').replace(DROPPED, '').trim());
    this.name = new.target.name;
    const count = DROPPED.exec(text)?.groups?.['count'];
    this.dropped = count === undefined ? undefined : Number(count);
  }
}

const PARTIAL = /^(failure writing points to database: )?partial write: /;
const DROPPED = / dropped=(?<count>\d+)( for database: .*)?$/s;
/** What the server's own files say, such as that its disk is full. Whatever quotes a point begins otherwise. */
const OWN_FILES = /^(failure writing points to database: )?(partial write: )?[a-z]+ \/[^:]*: /;
const MISSING = /(database|retention policy|bucket) (name )?("[^"]*" )?not found/;
const REFUSALS: readonly unknown[] = [400, 413, 422];

/** Where the server is and how the service is known to it, for messages. */
export interface Peer {
  /** Its URL, without what is secret. */
  readonly address: string;
  /** What says who we are: the keys of the configuration. */
  readonly credentials: string;
  /** What setup makes. */
  readonly place: string;
}

/** What the caller should do about a failed request: a RetryableError, or an InfluxRefusal. */
export function failureOf(error: unknown, peer: Peer): Error {
  if (error instanceof CodedError || error instanceof InfluxRefusal) return error;
  if (!(error instanceof HttpError)) return awayError(`cannot be reached: ${messageOf(error)}`, peer, error);
  const { statusCode } = error;
  const own = ownText(error);
  // another server's answer, such as a proxy's, says nothing about the points; nor does a full disk, which is a 400 too
  if (own !== undefined && REFUSALS.includes(statusCode) && !OWN_FILES.test(own))
    return new InfluxRefusal(own);
  if (own !== undefined && MISSING.test(own)) return missingError(own, peer, error);
  const text = `answered ${statusCode}${own === undefined ? '' : `: ${own}`}`;
  if (statusCode === 401) return awayError(`${text}; correct ${peer.credentials}`, peer, error);
  if (statusCode === 403) return awayError(`${text}; give ${peer.credentials} that may do this`, peer, error);
  return awayError(text, peer, error);
}

/** An error of one statement, which comes in an answer of status 200. */
export function statementFailure(text: string, peer: Peer): Error {
  if (MISSING.test(text)) return missingError(text, peer);
  return awayError(`cannot answer a query: ${text}`, peer);
}

/** Does it, if what setup makes is there. */
export async function orWithout(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** What setup makes is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof RetryableError && error.code === 'setup-missing';
}

function missingError(text: string, { address, place }: Peer, cause?: unknown): RetryableError {
  const message = `InfluxDB at ${address} is not set up for ${place} (${text}): run setup_metrics (juliarun setup-metrics)`;
  return new RetryableError('setup-missing', message, { cause });
}

/** `text` goes on after the server's address. */
export function awayError(text: string, { address }: Peer, cause?: unknown): RetryableError {
  return new RetryableError('store-away', `InfluxDB at ${address} ${text}`, { cause });
}

/** What InfluxDB itself says: `{"error": ...}`, or `{"code": ..., "message": ...}` of version 2. */
function ownText({ json }: HttpError): string | undefined {
  const answer: unknown = json;
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('error' in answer && typeof answer.error === 'string') return answer.error;
  return 'code' in answer && 'message' in answer && typeof answer.message === 'string'
    ? answer.message
    : undefined;
}
