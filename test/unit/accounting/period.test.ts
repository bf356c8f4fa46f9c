import { expect, test } from 'vitest';
import { periodOf } from '../../../src/accounting/period.ts';

const MINUTE = 60_000_000_000n;
const now = 100n * MINUTE;
const usual = 10 * 60_000;

test.each([
  ['nothing is given', {}, [90n, 100n]],
  ['zeros are given', { start: 0n, end: 0n }, [90n, 100n]],
  ['only a start is given', { start: 20n * MINUTE }, [20n, 100n]],
  ['only an end is given', { end: 50n * MINUTE }, [40n, 50n]],
  ['both are given', { start: 20n * MINUTE, end: 50n * MINUTE }, [20n, 50n]],
  ['the end comes before the start', { start: 50n * MINUTE, end: 20n * MINUTE }, [20n, 50n]],
  ['the end is in the future', { start: 50n * MINUTE, end: 120n * MINUTE }, [50n, 120n]],
  ['the start is in the future', { start: 120n * MINUTE }, [100n, 120n]],
  ['it would begin before 1970', { end: 5n * MINUTE }, [0n, 5n]],
])('the period meant when %s', (_when, asked, [from = 0n, to = 0n]) => {
  expect(periodOf(asked, now, usual)).toEqual({ from: from * MINUTE, to: to * MINUTE });
});
