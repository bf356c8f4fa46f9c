import { DEEPEST, isTooDeep } from '../../api/nesting.ts';
import { InvalidError } from '../../lib/errors.ts';
import { parseExactJson } from './exact-json.ts';
import { MOST_PARAMETERS, parseForm, tooMany, type Parameters } from './parse-form.ts';

const NOT_UNDERSTOOD =
  'send parameters as a form (name=value&...), as multipart/form-data or as a JSON object';

/**
 * The parameters in a request's body. A form is one whatever its content type says, as the protocol's
 * older servers took it; multipart is told by its type, JSON by its type or its first character.
 * InvalidError if it is none of these.
 */
export function parseBody(contentType: string | undefined, body: Buffer): Parameters | Promise<Parameters> {
  if (body.length === 0) return {};
  const type = contentType?.toLowerCase() ?? '';
  if (type.startsWith('multipart/form-data')) return parseMultipart(contentType ?? '', body);
  const text = body.toString('utf8');
  if (/^application\/([^;]*\+)?json/.test(type) || /^\s*\{/.test(text)) return parseObject(text);
  if (text.includes('=') || type.startsWith('application/x-www-form-urlencoded'))
    return parseForm(text.trim());
  if (text.trim() === '') return {};
  throw new InvalidError('unreadable', `the body was not understood; ${NOT_UNDERSTOOD}`);
}

function parseObject(text: string): Parameters {
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch (error) {
    throw new InvalidError('unreadable', `the body is not valid JSON; ${NOT_UNDERSTOOD}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidError('unreadable', `the body is JSON, but not an object; ${NOT_UNDERSTOOD}`);
  }
  const parameters = Object.entries(value);
  if (parameters.length > MOST_PARAMETERS) throw tooMany();
  if (isTooDeep(value)) {
    throw new InvalidError(
      'unreadable',
      `the body is nested more than ${DEEPEST} deep; send flat parameters`,
    );
  }
  return Object.fromEntries(parameters);
}

async function parseMultipart(contentType: string, body: Buffer): Promise<Parameters> {
  const parts = await readParts(contentType, body);
  const values = parts.map(
    async ([name, part]) => [name, typeof part === 'string' ? part : await part.text()] as const,
  );
  return Object.fromEntries(await Promise.all(values));
}

async function readParts(contentType: string, body: Buffer): Promise<[name: string, part: string | File][]> {
  try {
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    return [...form.entries()];
  } catch (error) {
    throw new InvalidError('unreadable', `the multipart body is broken; ${NOT_UNDERSTOOD}`, { cause: error });
  }
}
