import { expect, it } from 'vitest';
import { UsageReports } from '../../../../src/accounting/usage-reports.ts';
import { later } from '../../../../src/lib/time.ts';
import { calm, tagsOf } from '../../../support/points.ts';
import { usualSettings } from '../../../support/usage-world.ts';
import { MINUTE, ZERO } from './random-history.ts';
import { RollupWorld } from './rollup-world.ts';

const SERIES = { measurement: 'cpu/usage_rate', tags: tagsOf('shop', 'web', 'web-abcde') };

/** A core for three minutes, as samples that do not say what they stand for. */
async function burn(world: RollupWorld): Promise<void> {
  const points = Array.from({ length: 12 }, (_, at) => {
    return { series: SERIES, time: later(ZERO, (at + 5) * 15_000), value: 1_000 };
  });
  await world.write(points);
}

/** Core hours up to now, as a service reports them that has only just started: no window is whole. */
async function used(world: RollupWorld): Promise<number | undefined> {
  const settings = { ...usualSettings, horizon: world.horizon, intervalAt: world.intervals.at };
  const reports = new UsageReports({
    store: world.late,
    clock: world.clock,
    settings: () => settings,
    unsent: () => undefined,
  });
  const period = { start: later(ZERO, 1), end: later(world.clock.now(), -1) };
  const { accounts } = await reports.rusage({ ...period, resources: ['cpu'] }, calm);
  return accounts['shop']?.cpu;
}

it('a sample stands for the interval that was in force, at once after a restart with another', async () => {
  const world = new RollupWorld({ interval: 15_000 });
  await burn(world);
  await world.goTo(30 * MINUTE);
  await world.pass();
  world.interval = 60_000;
  world.restart();
  expect(await used(world)).toBeCloseTo(0.05, 9);
});
