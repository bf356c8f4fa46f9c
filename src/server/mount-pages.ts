import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { InFlight } from './in-flight.ts';
import { openApiOf, type TypeParameters } from './openapi.ts';
import type { Route } from './route.ts';

/** Why the service cannot do its work now; empty if it can. Never rejects. */
export type Readiness = (signal: AbortSignal) => Promise<readonly string[]>;

export interface PageOptions {
  readonly routes: readonly Route[];
  /** Asked when the description is first read, when users' modules have registered theirs. */
  readonly typeParameters: () => TypeParameters;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  readonly inFlight: InFlight;
}

const READY_WITHIN = 5_000;

/** What is served beside the protocol: the process's health, its metrics and the description of the API. */
export function mountPages(app: FastifyInstance, options: PageOptions): void {
  const { metrics, readiness, inFlight } = options;
  const methods = ['GET', 'HEAD'];

  app.route({
    method: methods,
    url: '/healthz',
    handler: async (_request, reply) => reply.type('text/plain').send('ok\n'),
  });

  app.route({
    method: methods,
    url: '/readyz',
    handler: async (_request, reply) => {
      const call = inFlight.begin(READY_WITHIN);
      try {
        const reasons = await readiness(call.controller.signal);
        reply
          .code(reasons.length === 0 ? 200 : 503)
          .header('cache-control', 'no-store')
          .type('text/plain');
        return await reply.send(reasons.length === 0 ? 'ready\n' : `not ready: ${reasons.join('; ')}\n`);
      } finally {
        inFlight.end(call);
      }
    },
  });

  app.route({
    method: methods,
    url: '/metrics',
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  });

  let openApi: string | undefined;
  app.route({
    method: methods,
    url: '/openapi.json',
    handler: async (_request, reply) => {
      openApi ??= JSON.stringify(openApiOf(options.routes, options.typeParameters()));
      return reply.type('application/json').send(openApi);
    },
  });
}
