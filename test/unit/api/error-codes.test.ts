import { expect, test } from 'vitest';
import { errorCodeOf, errorCodes } from '../../../src/api/error-codes.ts';
import {
  ConflictError,
  FatalError,
  InvalidError,
  NotFoundError,
  QuotaError,
  RetryableError,
} from '../../../src/lib/errors.ts';

test('codes are distinct and negative, statuses are failures', () => {
  const codes = Object.values(errorCodes);
  expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
  expect(codes.every(({ code, status }) => code < 0 && status >= 400)).toBe(true);
});

test.each([
  [new InvalidError('bad-duration', ''), -10, 400],
  [new InvalidError('unknown-parameter', ''), -11, 400],
  [new NotFoundError('no-such-thing', ''), -20, 404],
  [new NotFoundError('wrong-type', ''), -21, 404],
  [new ConflictError('whatever', ''), -30, 409],
  [new ConflictError('name-taken', ''), -31, 409],
  [new ConflictError('incomplete', ''), -32, 409],
  [new QuotaError('jobs', ''), -40, 503],
  [new RetryableError('disk-full', ''), -50, 503],
  [new FatalError('state-too-new', ''), -2, 500],
  [new Error('oops'), -2, 500],
  [Object.assign(new Error('no such file'), { code: 'not-found' }), -2, 500],
  [Object.assign(new Error('odd'), { remedy: 'toString', code: 'toString' }), -2, 500],
])('%o', (error, code, status) => {
  expect(errorCodeOf(error)).toMatchObject({ code, status });
});
