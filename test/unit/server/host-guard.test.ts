import { expect, test } from 'vitest';
import { HostGuard } from '../../../src/server/guards/host-guard.ts';

const guard = new HostGuard();
const hosts = ['127.0.0.1', 'build.example:9000', '::1', '127.0.0.2'];

test.each([
  '127.0.0.1',
  '127.0.0.1:8888',
  'localhost',
  'LOCALHOST:1',
  'localhost.:8888',
  '[::1]:8888',
  '[::1]',
  'build.example',
  'Build.Example:443',
  '127.0.0.2:1',
])('accepts %s', (host) => {
  expect(guard.accepts(host, hosts)).toBe(true);
});

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  'evil.example:8888',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  '127.0.0.1:8888:1',
  '127.0.0.1:x',
  '[::2]:8888',
  '0.0.0.0',
  'localhost/',
  ' localhost',
  '127.0.0.1, evil.example',
])('refuses %s', (host) => {
  expect(guard.accepts(host, hosts)).toBe(false);
});
