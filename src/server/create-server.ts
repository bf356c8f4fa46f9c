import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Clock } from '../lib/clock.ts';
import { FatalError, InvalidError } from '../lib/errors.ts';
import type { JobTypes } from '../jobs/job-types.ts';
import type { Log } from '../lib/log.ts';
import type { Millis } from '../lib/time.ts';
import { KuberScalerParameters, ScalerParameters } from '../scaling/schema.ts';
import { createApp } from './create-app.ts';
import { isLoopback } from './guards/is-loopback.ts';
import { Idempotency } from './idempotency.ts';
import { InFlight } from './in-flight.ts';
import { mountApi } from './mount-api.ts';
import { mountPages, type Readiness } from './mount-pages.ts';
import type { TypeParameters } from './openapi.ts';
import { routesOf, type RouteParts } from './routes.ts';
import type { ServerConfig } from './schema.ts';

type LiveSettings = Pick<ServerConfig, 'hosts' | 'job_status_format'>;

export interface ServerOptions extends Omit<RouteParts, 'statusFormat'> {
  /** Where to listen; read once. */
  readonly config: Pick<ServerConfig, 'host' | 'port' | 'auth'>;
  /** What a reload of the configuration may change. */
  readonly settings: () => LiveSettings;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  /** Whose parameters the description of the API lists. */
  readonly jobTypes: Pick<JobTypes, 'names' | 'get'>;
  /** For calls that name none. */
  readonly namespace: string;
  readonly log: Log;
}

/** The service's HTTP side. */
export interface Server extends AsyncDisposable {
  readonly app: FastifyInstance;
  /** Resolves when it takes calls. FatalError if the port is taken or may not be used. */
  listen(): Promise<{ readonly url: string }>;
}

const CLOSE_WITHIN: Millis = 2_000;
const LOOK_EVERY: Millis = 20;

/**
 * Builds the server; it listens when told to. InvalidError if it would be reachable from other
 * machines: anyone who reaches it may run programs here.
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { config, settings, clock, log } = options;
  refuseOpenHost(config);
  const app = createApp({ hosts: namesOf(config.host, settings), log });
  const inFlight = new InFlight(clock);
  const routes = routesOf({
    ...options,
    statusFormat: () => (settings().job_status_format === 'object' ? 'object' : 'tuple'),
  });
  mountApi(app, { routes, namespace: options.namespace, inFlight, idempotency: new Idempotency(clock), log });
  const { metrics, readiness } = options;
  const typeParameters = (): TypeParameters => parametersOf(options.jobTypes);
  mountPages(app, { routes, metrics, readiness, typeParameters, inFlight });
  await app.ready();
  return {
    app,
    listen: () => listen(app, config),
    [Symbol.asyncDispose]: () => close(app, inFlight, clock),
  };
}

function parametersOf(jobTypes: Pick<JobTypes, 'names' | 'get'>): TypeParameters {
  const types = jobTypes.names.map((name) => [name, jobTypes.get(name).parameters] as const);
  return { ...Object.fromEntries(types), JobScaler: ScalerParameters, KuberJobScaler: KuberScalerParameters };
}

/** The names that the service may be called by, as the configuration has them now; the same array as long as it does not change. */
function namesOf(host: string, settings: () => LiveSettings): () => readonly string[] {
  let read: readonly string[] | undefined;
  let names: readonly string[] = [host];
  return () => {
    const { hosts } = settings();
    if (hosts !== read) names = [host, ...hosts];
    read = hosts;
    return names;
  };
}

function refuseOpenHost({ host, auth }: Pick<ServerConfig, 'host' | 'auth'>): void {
  if (auth !== undefined) {
    throw new InvalidError('auth-missing', 'server.auth is not available in this version; remove it');
  }
  if (isLoopback(host)) return;
  const why = 'without server.auth anyone who reaches the service may run programs on this machine';
  throw new InvalidError(
    'open-host',
    `server.host is "${host}", but ${why}; set it to 127.0.0.1 and reach it through a tunnel`,
  );
}

async function listen(
  app: FastifyInstance,
  { host, port }: Pick<ServerConfig, 'host' | 'port'>,
): Promise<{ url: string }> {
  try {
    return { url: await app.listen({ host, port }) };
  } catch (error) {
    throw notListening(error, host, port);
  }
}

function notListening(error: unknown, host: string, port: number): Error {
  const reason = error instanceof Error && 'code' in error ? error.code : undefined;
  const place = `port ${port} of ${host}`;
  if (reason === 'EADDRINUSE') {
    const mend = `another program, perhaps a second juliarun, uses it; stop that one or set server.port to another (0 for any free one)`;
    return new FatalError('port-taken', `cannot listen on ${place}: ${mend}`, { cause: error });
  }
  if (reason === 'EACCES') {
    return new FatalError(
      'port-forbidden',
      `cannot listen on ${place}: this user may not; set server.port above 1023`,
      { cause: error },
    );
  }
  return new FatalError(
    'cannot-listen',
    `cannot listen on ${place}: ${String(reason ?? error)}; check server.host`,
    { cause: error },
  );
}

/** Takes no more calls; what is under way may finish for a moment, then it is aborted and cut off. */
async function close(app: FastifyInstance, inFlight: InFlight, clock: Clock): Promise<void> {
  inFlight.endLong();
  const done = new AbortController();
  const closed = app.close().finally(() => done.abort());
  try {
    for (const deadline = clock.monotonic() + CLOSE_WITHIN; clock.monotonic() < deadline;) {
      await clock.sleep(LOOK_EVERY, done.signal);
      // connections that are kept alive become idle one by one
      app.server.closeIdleConnections();
    }
    await inFlight[Symbol.asyncDispose]();
    app.server.closeAllConnections();
  } catch {
    // closed in time
  }
  await closed;
  await inFlight[Symbol.asyncDispose]();
}
