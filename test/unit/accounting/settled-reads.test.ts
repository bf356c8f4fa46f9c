import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settledReads } from '../../../src/accounting/settled-reads.ts';
import type { PointColumns } from '../../../src/accounting/points.ts';
import type { Instant } from '../../../src/lib/time.ts';
import { calm } from '../../support/points.ts';
import { CollectorWorld, INTERVAL, SECOND } from '../../support/collector-world.ts';

describe('settledReads', () => {
  let world: CollectorWorld;
  beforeEach(() => {
    world = new CollectorWorld();
  });
  afterEach(() => world.collector.stop());

  /** A store whose points wait from the second collection on, as in a spool, and a collector before and after a restart. */
  async function restartDuringOutage(unsent: (waiting: readonly PointColumns[]) => Instant | undefined) {
    const waiting: PointColumns[] = [];
    const store = settledReads(
      {
        write: async (batch) => (waiting.push(batch), []),
        newest: (query, signal) => world.store.newest(query, signal),
      },
      () => unsent(waiting),
    );
    world.usage.start('darts', 'darts-a', 400);
    await world.clock.advance(INTERVAL);
    await world.collector.collect(calm);
    world.makeCollector({ store: { ...store, newest: world.store.newest.bind(world.store) } });
    await world.clock.advance(INTERVAL);
    await world.collector.collect(calm);
    await world.clock.advance(SECOND);
    world.makeCollector({ store });
    await world.clock.advance(INTERVAL);
    await world.collector.collect(calm).catch(() => {});
    for (const batch of waiting.splice(0)) await world.store.write(batch, calm);
    await world.clock.advance(INTERVAL);
    await world.collector.collect(calm);
    for (const batch of waiting.splice(0)) await world.store.write(batch, calm);
  }

  test('after a restart nothing stands for time that points stand for which wait to be stored', async () => {
    await restartDuringOutage((waiting) => waiting[0]?.time[0]);
    const memory = await world.history('memory/usage');
    expect(memory.reduce((sum, [, , seconds = 0]) => sum + seconds, 0)).toBeCloseTo(61, 9);
  });

  test('it would without', async () => {
    await restartDuringOutage(() => undefined);
    const memory = await world.history('memory/usage');
    expect(memory.reduce((sum, [, , seconds = 0]) => sum + seconds, 0)).toBeGreaterThan(61 + 15 - 1e-9);
  });
});
