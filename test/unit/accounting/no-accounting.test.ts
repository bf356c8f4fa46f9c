import { expect, test } from 'vitest';
import { errorCodeOf } from '../../../src/api/error-codes.ts';
import { refusedRecorder, refusedReports } from '../../../src/accounting/no-accounting.ts';
import { calm } from '../../support/points.ts';

test.each([
  ['recordMetrics', () => refusedRecorder.record({ namespace: 'default', metrics: { a: 1 } }, calm)],
  ['getMetrics', () => refusedReports.metrics({ metrics: [] }, calm)],
  ['getRusage', () => refusedReports.rusage({}, calm)],
  ['setupMetrics', () => refusedReports.setup({ dryRun: true }, calm)],
  ['cleanupMetrics', () => refusedReports.cleanup({}, calm)],
])('%s is refused where nothing is kept, and says what to configure', async (_, call) => {
  const error = await call().catch((thrown: unknown) => thrown);
  expect(errorCodeOf(error)).toMatchObject({ code: -34, status: 409 });
  expect(error).toMatchObject({ message: expect.stringContaining('SQLiteAccounting') });
});
