import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../lib/log.ts';
import { failed } from './answers/failed.ts';
import { sendAnswer } from './answers/send-answer.ts';
import { CallRunner } from './call-runner.ts';
import type { Idempotency } from './idempotency.ts';
import type { InFlight } from './in-flight.ts';
import type { Route } from './route.ts';

export interface ApiOptions {
  readonly routes: readonly Route[];
  /** For calls that name none. */
  readonly namespace: string;
  readonly inFlight: InFlight;
  readonly idempotency: Idempotency;
  readonly log: Log;
}

/** Gives every route its paths: `/<name>` and `/<name>/<JobType>`, with or without a slash at the end. */
export function mountApi(app: FastifyInstance, options: ApiOptions): void {
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  const runner = new CallRunner(options);
  for (const route of options.routes) {
    async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      try {
        return await runner.run(route, request, reply);
      } catch (error) {
        return sendAnswer(reply, failed(error, options.log));
      }
    }
    const limit = route.longestBody === undefined ? {} : { bodyLimit: route.longestBody };
    for (const url of [`/${route.name}`, `/${route.name}/:type`]) {
      app.route({ method: ['GET', 'POST'], url, handler: answer, ...limit });
      app.route({ method: ['HEAD', 'OPTIONS'], url, handler: tellMethods });
    }
  }
}

async function tellMethods(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply.code(204).header('allow', 'GET, POST').send();
}
