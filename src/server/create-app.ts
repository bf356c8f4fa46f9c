import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Log } from '../lib/log.ts';
import type { Millis } from '../lib/time.ts';
import { failure, type Answer } from './answers/answer.ts';
import { failed } from './answers/failed.ts';
import { sendAnswer } from './answers/send-answer.ts';
import { refuseClient } from './answers/refuse-client.ts';
import { HostGuard } from './guards/host-guard.ts';
import { isCrossSite } from './guards/is-cross-site.ts';
import { parseBody } from './requests/parse-body.ts';

export interface AppOptions {
  /** Names by which clients may call the service, besides those of the loopback address. */
  readonly hosts: () => readonly string[];
  readonly log: Log;
}

const LONGEST_BODY = 10 * 1024 * 1024;
/** For a request to arrive whole: what drips in slower holds a connection, and nothing more. */
const LONGEST_REQUEST: Millis = 60_000;
/** Submissions arrive as GET too, with scripts' arguments in their address. */
const LONGEST_ADDRESS = 256 * 1024;
/** Tell nothing of any one job, and are asked by programs that know the service by other names. */
const ANY_HOST: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** An HTTP server without routes: who may call, how bodies are read, and how what fails is answered. */
export function createApp({ hosts, log }: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: LONGEST_BODY,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: LONGEST_REQUEST,
    // a request without a Host is refused like one with a strange one, in the envelope
    http: { maxHeaderSize: LONGEST_ADDRESS, requireHostHeader: false },
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: LONGEST_ADDRESS,
      querystringParser: () => ({}),
    },
    rewriteUrl: (request) => {
      request.method = callingMethod(request.method);
      return request.url ?? '/';
    },
    frameworkErrors: (error, request, reply) => void sendAnswer(reply, answerTo(error, request, log)),
    clientErrorHandler: refuseClient,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    parseBody(request.headers['content-type'], body),
  );
  refuseStrangers(app, hosts);
  app.setErrorHandler((error, request, reply) => {
    // nobody is there to read it, and nothing has failed here
    if (request.raw.errored) return sendAnswer(reply, failure('unreadable', 'the request was cut off'));
    // the rest of a body is read and dropped: hung up on while it writes, a client never sees the answer
    if (isTooLarge(error)) reply.header('connection', 'keep-alive');
    return sendAnswer(reply, answerTo(error, request, log));
  });
  app.setNotFoundHandler((_request, reply) => invalidApi(reply));
  return app;
}

/** The protocol knows no verbs: all call, but for those that only ask about a resource. */
function callingMethod(method: string | undefined): string {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? method : 'POST';
}

function refuseStrangers(app: FastifyInstance, hosts: AppOptions['hosts']): void {
  const guard = new HostGuard();
  app.addHook('onRequest', (request, reply, done) => {
    const { headers } = request.raw;
    const anyHost = ANY_HOST.has(request.routeOptions.url ?? '');
    if (headers.host === undefined && !anyHost) {
      void sendAnswer(reply, failure('unreadable', 'the request has no Host header'));
    } else if (!guard.accepts(headers.host, hosts()) && !anyHost) {
      const name = JSON.stringify((headers.host ?? '').slice(0, 100));
      const mend = 'call it as 127.0.0.1 or localhost, or add the name to server.hosts';
      void sendAnswer(reply, failure('forbidden', `${name} is not a name of this service; ${mend}`));
    } else if (isCrossSite(headers)) {
      const mend = "browsers may call it from the service's own pages only";
      void sendAnswer(reply, failure('forbidden', `the request comes from another site; ${mend}`));
    } else {
      done();
    }
  });
}

function answerTo(error: unknown, request: FastifyRequest, log: Log): Answer {
  if (!isFastifyError(error)) return failed(error, log);
  if (isTooLarge(error)) {
    const kilobytes = request.routeOptions.bodyLimit / 1024;
    const most = kilobytes < 1024 ? `${kilobytes} KB; send less in one call` : `${kilobytes / 1024} MB`;
    return failure('too-large', `the body is larger than ${most}`);
  }
  if (error.code === 'FST_ERR_BAD_URL') return failure('unreadable', 'the address holds a broken %-escape');
  const status = error.statusCode ?? 500;
  return status < 500 ? failure('unreadable', error.message, status) : failed(error, log);
}

function isTooLarge(error: unknown): boolean {
  return isFastifyError(error) && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
}

function isFastifyError(error: unknown): error is FastifyError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('FST_')
  );
}

/** As the protocol has always said it. */
function invalidApi(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header('content-type', 'text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send('invalid api : -1');
}
