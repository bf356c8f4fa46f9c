import { InvalidError } from '../../lib/errors.ts';
import { canonicalJson } from '../../lib/json.ts';
import { writeCall, writeString } from '../expression/write.ts';
import type { HttpQuery } from '../ports/signal-queries.ts';
import { MASK, tellApart } from './credentials.ts';
import { Leaf } from './leaf.ts';

/**
 * A number in a JSON answer, found by a JSON pointer (default: the whole answer). InvalidError unless the URL is
 * http or https and the pointer empty or begins with a slash. A user and password in the URL are never shown.
 */
export class HttpMetric extends Leaf {
  constructor(url: string, options: { readonly path?: string } = {}) {
    const { path = '' } = options;
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
      throw new InvalidError(
        'bad-metric',
        'the URL must be a whole one that begins with http:// or https://',
      );
    }
    if (path !== '' && !path.startsWith('/')) {
      throw new InvalidError(
        'bad-metric',
        `the path "${path}" is no JSON pointer; write it as "/items/0/count"`,
      );
    }
    const shown = withoutCredentials(url);
    const [username, password] = shown === url ? [] : [parsed.username, parsed.password];
    const bare = new URL(parsed);
    bare.username = '';
    bare.password = '';
    const query = { url: bare.href, path } satisfies HttpQuery;
    super({
      expression: write(url, path),
      text: write(shown, path),
      request: {
        key: `http:${canonicalJson({ ...query, credentials: tellApart(username, password) })}`,
        source: 'http',
        query,
        ...(shown === url ? {} : { secret: `${username}:${password}` }),
      },
    });
  }
}

/** The URL with the user and password masked, if it has them. */
function withoutCredentials(url: string): string {
  return url.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${MASK}@`);
}

function write(url: string, path: string): string {
  return writeCall('HttpMetric', [writeString(url)], { path: path === '' ? undefined : writeString(path) });
}
