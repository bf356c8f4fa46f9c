import { expect, test } from 'vitest';
import { isLoopback } from '../../../src/server/guards/is-loopback.ts';

test.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LOCALHOST', '::1', '[::1]'])('%s is', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  '0.0.0.0',
  '::',
  '10.0.0.1',
  '127.0.0.1.evil.example',
  '127.1',
  'example.org',
  '',
  '::ffff:10.0.0.1',
])('%s is not', (host) => {
  expect(isLoopback(host)).toBe(false);
});
