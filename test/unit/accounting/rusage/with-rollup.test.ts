import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricsStore } from '../../../../src/accounting/ports/metrics-store.ts';
import type { Level } from '../../../../src/accounting/totals.ts';
import { UsageReports } from '../../../../src/accounting/usage-reports.ts';
import { createMemoryStore } from '../../../../src/stores/memory/create.ts';
import { calm, columns } from '../../../support/points.ts';
import { differences, partsOf, wholeOf, type UsageNumbers } from '../../../support/usage-numbers.ts';
import { QUARTER, usualSettings } from '../../../support/usage-world.ts';
import { arrivals, LENGTH, MINUTE, ZERO } from '../rollup/random-history.ts';
import { RollupWorld } from '../rollup/rollup-world.ts';

const SPAN = BigInt(LENGTH) * 1_000_000_000n;

function reportsOf(world: RollupWorld, store: MetricsStore): UsageReports {
  const settings = { ...usualSettings, horizon: world.horizon, intervalAt: () => world.interval };
  return new UsageReports({ store, clock: world.clock, settings: () => settings, unsent: () => undefined });
}

/** The same points, and nothing added up. */
async function pointsAlone(world: RollupWorld): Promise<UsageReports> {
  const store = createMemoryStore();
  await store.write(columns(await world.points()), calm);
  return reportsOf(world, store);
}

const cut = fc.oneof(
  fc.bigInt(-SPAN / 6n, SPAN),
  fc.bigInt(-2n, SPAN / QUARTER).map((window) => window * QUARTER),
);
const cuts = fc
  .uniqueArray(cut, { minLength: 3, maxLength: 5 })
  .map((offsets) => offsets.map((offset) => ZERO + offset).toSorted((a, b) => (a < b ? -1 : 1)));
const by = fc.constantFrom<Level>('account', 'job', 'user');
/** What is done after a batch has arrived. */
const acts = fc.array(fc.constantFrom('pass', 'restart', 'look', undefined, undefined), { maxLength: 30 });

test('while points arrive in any order and are added up, periods that meet add up; in the end they say what the points say', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, acts, cuts, by, async (batches, after, times, level) => {
      const world = new RollupWorld();
      const look = async (): Promise<UsageNumbers> => {
        await world.pass();
        const reports = reportsOf(world, world.store);
        const whole = await wholeOf(reports, times, level);
        expect(differences(await partsOf(reports, times, level), whole)).toEqual([]);
        return whole;
      };
      for (const [at, batch] of batches.entries()) {
        await world.goTo(batch.at);
        await world.write(batch.points);
        const act = after[at % Math.max(1, after.length)];
        if (act === 'restart') world.restart();
        if (act === 'pass') await world.pass();
        if (act === 'look') await look();
      }
      await world.goTo(LENGTH + 30 * MINUTE);
      expect(differences(await look(), await wholeOf(await pointsAlone(world), times, level))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
