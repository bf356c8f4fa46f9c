import type { FastifyRequest } from 'fastify';
import { InvalidError } from '../../lib/errors.ts';
import { parseForm, type Parameters } from './parse-form.ts';

/** What a request says: its own parameters, and the two that every call takes. */
export interface Said {
  readonly parameters: Parameters;
  readonly jrunns: unknown;
}

/** Query and body as one; where both name a parameter, the body's counts. The token is taken out unread. */
export function collectParameters(request: FastifyRequest): Said {
  const url = request.raw.url ?? '';
  const start = url.indexOf('?');
  const query = start < 0 ? {} : parseForm(url.slice(start + 1));
  const { jruntok: _token, jrunns, ...parameters } = { ...query, ...bodyOf(request.body) };
  return { parameters, jrunns };
}

function bodyOf(body: unknown): Parameters {
  if (body === undefined || body === null) return {};
  if (typeof body === 'object') return Object.fromEntries(Object.entries(body));
  throw new InvalidError('unreadable', 'the body was not understood');
}
