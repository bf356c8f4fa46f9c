import { createHmac, randomBytes } from 'node:crypto';

/** What stands in a shown expression where a user name or password was given. */
export const MASK = '***';

const processKey = randomBytes(32);

/**
 * A short text that differs for different credentials and tells nothing of them, for the keys of signals: two
 * scalers that give different passwords must not share a read. It holds in this process only.
 */
export function tellApart(username: string | undefined, password: string | undefined): string {
  if (username === undefined && password === undefined) return '';
  return createHmac('sha256', processKey)
    .update(JSON.stringify([username ?? null, password ?? null]))
    .digest('base64url')
    .slice(0, 12);
}
