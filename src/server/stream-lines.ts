import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/**
 * Sends lines as they come, as plain text, until they end or the client leaves. Errors after the first
 * byte can no longer change the status: they break the connection off.
 */
export function streamLines(reply: FastifyReply, lines: AsyncIterable<string>): FastifyReply {
  return reply
    .code(200)
    .header('content-type', 'text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .send(Readable.from(lines, { objectMode: false }));
}
