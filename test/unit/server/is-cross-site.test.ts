import { expect, test } from 'vitest';
import { isCrossSite } from '../../../src/server/guards/is-cross-site.ts';

const host = '127.0.0.1:8888';

test.each([
  [{ host }, false],
  [{ host, 'sec-fetch-site': 'none' }, false],
  [{ host, 'sec-fetch-site': 'same-origin' }, false],
  [{ host, 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:8888' }, false],
  [{ host, origin: 'http://127.0.0.1:8888' }, false],
  [{ host, 'sec-fetch-site': 'same-site' }, true],
  [{ host, 'sec-fetch-site': 'cross-site' }, true],
  [{ host, 'sec-fetch-site': 'something-new' }, true],
  [{ host, origin: 'http://127.0.0.1:8889' }, true],
  [{ host, origin: 'http://evil.example' }, true],
  [{ host, origin: 'null' }, true],
  [{ host, origin: '' }, true],
  [{ host, 'sec-fetch-site': 'none', origin: 'http://evil.example' }, true],
  [{ host, origin: 'chrome-extension://127.0.0.1:8888' }, true],
])('%o', (headers, crossSite) => {
  expect(isCrossSite(headers)).toBe(crossSite);
});
