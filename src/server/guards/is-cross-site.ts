import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser sent the request from a page that is not this service's own. The protocol changes
 * things by GET, so another site's link or image must not reach it. Programs send neither header.
 */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = headers;
  if (origin === undefined) return false;
  return (
    !/^https?:\/\//.test(origin) ||
    origin.replace(/^https?:\/\//, '').toLowerCase() !== headers.host?.toLowerCase()
  );
}
