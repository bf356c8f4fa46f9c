import { expect, test } from 'vitest';
import { integrate } from '../../../../src/accounting/integral/integrate.ts';
import type { PointColumns } from '../../../../src/accounting/points.ts';
import { VirtualClock } from '../../../../src/lib/virtual-clock.ts';
import { columns } from '../../../support/points.ts';
import { at, HOUR, MEASURED, series, steady } from './history.ts';

const SETTINGS = { accountTag: 'namespace_name', horizon: 2 * HOUR * 1000, intervalAt: () => 1000 };
const RUN = { bounds: [at(0), at(HOUR)], since: at(0), until: at(HOUR) };

/** A millisecond passes whenever somebody looks. */
class TickingClock extends VirtualClock {
  breaths = 0;
  #ticks = 0;

  override monotonic(): number {
    return this.#ticks++;
  }

  override async breathe(): Promise<void> {
    this.breaths++;
    await super.breathe();
  }
}

/** One chunk of 3,600 points. */
const CHUNK = columns(series('mem', 'p', steady(1, 0, HOUR, 1)));

async function* nothing(): AsyncGenerator<PointColumns> {}

/** A store that holds no counters. */
function storeOf(chunks: () => AsyncIterable<PointColumns>): Parameters<typeof integrate>[0]['store'] {
  return {
    scan: ({ measurements }) => (measurements.includes(MEASURED.mem) ? chunks() : nothing()),
    newest: async () => [],
  };
}

test('others have their turn within a chunk', async () => {
  const clock = new TickingClock();
  const store = storeOf(async function* () {
    yield CHUNK;
  });
  await integrate({ store, clock, ...SETTINGS }, RUN, new AbortController().signal);
  expect(clock.breaths).toBeGreaterThanOrEqual(2);
});

test('a chunk may leave out what its points stand for', async () => {
  const { seconds, ...bare } = columns(series('mem', 'q', steady(1, 0, HOUR, 1)));
  expect(seconds).toBeDefined();
  const store = storeOf(async function* () {
    yield columns(series('mem', 'p', [[HOUR / 2, 1, 100]]));
    yield bare;
  });
  const { processes } = await integrate(
    { store, clock: new VirtualClock(), ...SETTINGS },
    RUN,
    new AbortController().signal,
  );
  expect(processes.map(({ slices }) => slices.get(0)?.mem)).toEqual([100, HOUR]);
});

test('it ends when it is aborted', async () => {
  const aborting = new AbortController();
  const reason = new Error('enough');
  const store = storeOf(async function* () {
    yield CHUNK;
    aborting.abort(reason);
    yield CHUNK;
  });
  const clock = new VirtualClock();
  await expect(integrate({ store, clock, ...SETTINGS }, RUN, aborting.signal)).rejects.toBe(reason);
});
