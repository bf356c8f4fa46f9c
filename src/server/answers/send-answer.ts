import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.ts';

/** Sends an envelope. Nothing on the way may keep it: it is true only now. */
export function sendAnswer(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/json')
    .header('cache-control', 'no-store')
    .send(body);
}
