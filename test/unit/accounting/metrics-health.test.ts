import { expect, test } from 'vitest';
import { CountedStore } from '../../../src/accounting/counted-store.ts';
import { metricsHealth } from '../../../src/accounting/metrics-health.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';

const writes = new CountedStore({ store: createMemoryStore(), clock: new VirtualClock() }).counts;
const spool = { points: 3, bytes: 99, oldestAt: 5n, setupMissing: false, drained: 0, dropped: new Map() };
const rollup = { lag: 1_500, recomputed: 0, late: 0, tooLate: 0, failures: 0, setupMissing: false };

test('what there is not has nothing to tell', () => {
  expect(metricsHealth({ writes })).toEqual({
    setupMissing: false,
    storeAway: undefined,
    waitingPoints: 0,
    oldestUnsent: undefined,
    rollupLag: 0,
  });
});

test('tells what waits, how far totals are behind, and why', () => {
  expect(metricsHealth({ writes, spool: { ...spool, awayReason: 'unplugged' }, rollup })).toEqual({
    setupMissing: false,
    storeAway: 'unplugged',
    waitingPoints: 3,
    oldestUnsent: 5n,
    rollupLag: 1_500,
  });
  expect(metricsHealth({ writes: { ...writes, failing: 'the disk is full' } }).storeAway).toBe(
    'the disk is full',
  );
});

test('setup is missing for points or for totals', () => {
  expect(metricsHealth({ writes, spool: { ...spool, setupMissing: true }, rollup }).setupMissing).toBe(true);
  expect(metricsHealth({ writes, spool, rollup: { ...rollup, setupMissing: true } }).setupMissing).toBe(true);
  expect(metricsHealth({ writes, spool, rollup }).setupMissing).toBe(false);
});
