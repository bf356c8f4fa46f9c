import { describe, expect, test } from 'vitest';
import type { AdminStep, StoreAdmin, StoreSettings } from '../../../src/accounting/ports/store-admin.ts';
import { cleanupMetrics, setupMetrics } from '../../../src/accounting/setup-metrics.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { calm } from '../../support/points.ts';

const DAY = 86_400_000;
const DAY_NANOS = 86_400_000_000_000n;
const NOW = 20_000n * DAY_NANOS;
const settings: StoreSettings = {
  retention: 10 * DAY,
  shardDuration: 2 * DAY,
  aggregateRetention: 400 * DAY,
  replication: 1,
  initRetentionPolicy: 'alter',
  defaultRetentionPolicy: true,
};
const create: AdminStep = { action: 'create database', detail: 'k8s', needed: 'points' };
const shorten: AdminStep = {
  action: 'alter retention policy',
  detail: 'default: 480h to 240h',
  shortens: { what: 'points', to: 10 * DAY },
};
const shortenTotals: AdminStep = {
  action: 'alter retention policy',
  detail: 'totals: 800d to 400d',
  shortens: { what: 'totals', to: 400 * DAY },
};
const drop: AdminStep = { action: 'delete totals', detail: '12 totals' };

/** An administration that has these plans, and notes what it has done. */
function world(o: {
  setup?: AdminStep[];
  cleanup?: AdminStep[];
  oldestPoint?: bigint;
  oldestTotal?: bigint;
}) {
  const done: string[] = [];
  const admin: StoreAdmin = {
    plan: async () => o.setup ?? [],
    planCleanup: async () => o.cleanup ?? [],
    setup: async () => (done.push('setup'), o.setup ?? []),
    cleanup: async () => (done.push('cleanup'), o.cleanup ?? []),
    expire: async () => {},
    oldestPoint: async () => o.oldestPoint,
    oldestTotal: async () => o.oldestTotal,
  };
  return { done, parts: { store: { admin }, clock: new VirtualClock(NOW), settings } };
}

const plainly = { dryRun: false, force: false };

describe('setupMetrics', () => {
  test('does what is missing and tells it', async () => {
    const { done, parts } = world({ setup: [create], oldestPoint: NOW - 30n * DAY_NANOS });
    expect(await setupMetrics(parts, plainly, calm)).toEqual([create]);
    expect(done).toEqual(['setup']);
  });

  test('a dry run only tells', async () => {
    const { done, parts } = world({ setup: [create] });
    expect(await setupMetrics(parts, { dryRun: true, force: true }, calm)).toEqual([create]);
    expect(done).toEqual([]);
  });

  test('refuses to shorten a retention below the age of the oldest point, naming it', async () => {
    const { done, parts } = world({ setup: [create, shorten], oldestPoint: NOW - 12n * DAY_NANOS + 7n });
    await expect(setupMetrics(parts, plainly, calm)).rejects.toMatchObject({
      remedy: 'conflict',
      code: 'needs-force',
      message: expect.stringContaining(
        'setup would remove points from 2024-09-22T00:00:00.000000007Z to 2024-09-24T00:00:00Z; call it with force=true',
      ),
    });
    expect(done).toEqual([]);
    await setupMetrics(parts, { dryRun: false, force: true }, calm);
    expect(done).toEqual(['setup']);
  });

  test('a dry run tells beside the step what would go', async () => {
    const { parts } = world({ setup: [create, shorten], oldestPoint: NOW - 12n * DAY_NANOS });
    const [first, second] = await setupMetrics(parts, { dryRun: true, force: false }, calm);
    expect(first).toEqual(create);
    expect(second?.detail).toBe(
      'default: 480h to 240h; needs force: it would remove points from 2024-09-22T00:00:00Z to 2024-09-24T00:00:00Z',
    );
  });

  test('looks at totals where their retention is shortened', async () => {
    const old = { oldestPoint: NOW - DAY_NANOS, oldestTotal: NOW - 401n * DAY_NANOS };
    const { parts } = world({ setup: [shorten, shortenTotals], ...old });
    await expect(setupMetrics(parts, plainly, calm)).rejects.toThrow('setup would remove totals from');
  });

  test.each([
    ['nothing is stored', {}],
    ['what is stored is younger', { oldestPoint: NOW - 9n * DAY_NANOS, oldestTotal: NOW - 399n * DAY_NANOS }],
  ])('shortens without force when %s', async (_when, stored) => {
    const { done, parts } = world({ setup: [shorten, shortenTotals], ...stored });
    await setupMetrics(parts, plainly, calm);
    expect(done).toEqual(['setup']);
  });
});

describe('cleanupMetrics', () => {
  test('without force it only says what it would remove', async () => {
    const { done, parts } = world({ cleanup: [drop] });
    await expect(cleanupMetrics(parts, plainly, calm)).rejects.toMatchObject({
      code: 'needs-force',
      message: expect.stringContaining('cleanup would delete totals (12 totals); call it with force=true'),
    });
    expect(await cleanupMetrics(parts, { dryRun: true, force: false }, calm)).toEqual([drop]);
    expect(await cleanupMetrics(parts, { dryRun: true, force: true }, calm)).toEqual([drop]);
    expect(done).toEqual([]);
  });

  test('with force it removes', async () => {
    const { done, parts } = world({ cleanup: [drop] });
    expect(await cleanupMetrics(parts, { dryRun: false, force: true }, calm)).toEqual([drop]);
    expect(done).toEqual(['cleanup']);
  });

  test('needs no force where there is nothing', async () => {
    const { done, parts } = world({});
    expect(await cleanupMetrics(parts, plainly, calm)).toEqual([]);
    expect(done).toEqual([]);
  });
});
