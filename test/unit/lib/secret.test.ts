import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret, Secrets } from '../../../src/lib/secret.ts';

describe('a secret', () => {
  const secret = new Secret('hunter2');

  test('is told only when asked for', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  test('is masked however it is printed', () => {
    const printed = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { showHidden: true }),
    ];
    expect(printed.filter((text) => text.includes('hunter2'))).toEqual([]);
    expect(printed.every((text) => text.includes('***'))).toBe(true);
  });
});

describe('known secrets', () => {
  const secrets = new Secrets();
  for (const value of ['pw', 'hunter2', 'hunter2 and more', 'with "quotes"', '']) secrets.add(value);

  test.each([
    ['login with hunter2 failed', 'login with *** failed'],
    ['hunter2 and more', '***'],
    ['{"password":"with \\"quotes\\""}', '{"password":"***"}'],
    ['pw', '***'],
    ['no pw in a text that is longer', 'no pw in a text that is longer'],
    ['', ''],
  ])('%s', (text, masked) => {
    expect(secrets.mask(text)).toBe(masked);
  });
});
