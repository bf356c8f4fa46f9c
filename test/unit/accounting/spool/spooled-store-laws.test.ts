import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fault } from '../../../support/faulty-store.ts';
import { SpoolWorld, type Written } from '../../../support/spool-world.ts';

type Step =
  | { readonly kind: 'write'; readonly slot: number; readonly times: number }
  | { readonly kind: 'pass'; readonly time: number }
  | { readonly kind: 'break'; readonly fault: Fault }
  | { readonly kind: 'slow'; readonly latency: number }
  | { readonly kind: 'restart' };

const faults: readonly Fault[] = ['refuses', 'fails-late', 'hangs', 'hangs-late', 'setup-missing'];

/** A write often enough while something waits, and time enough for some of that to be drained. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('write'),
      slot: fc.nat(1),
      times: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      time: fc.constantFrom(0, 1, 50, 100, 700, 700, 5_000, 40_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('break'), fault: fc.constantFrom(...faults) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'break', fault: 'none' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('slow'), latency: fc.constantFrom(0, 1, 100, 500, 6_000) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' } as const) },
);

async function perform(world: SpoolWorld, one: Step): Promise<void> {
  switch (one.kind) {
    case 'write':
      for (let time = 0; time < one.times; time++) world.write(one.slot);
      return;
    case 'pass':
      return world.pass(one.time);
    case 'break':
      return world.breakStore(one.fault);
    case 'slow':
      return world.slow(one.latency);
    case 'restart':
      return world.restart();
  }
}

/**
 * Values that a slot may have in the end: of writes after whose end no acknowledged one began; none, if none was
 * acknowledged.
 */
function possibleIn(slot: number, writes: readonly Written[]): readonly (number | undefined)[] {
  const there = writes.filter((written) => written.slot === slot);
  const last = there.filter(
    ({ ended }) => !there.some(({ acknowledged, began }) => acknowledged && began > ended),
  );
  const values = last.map(({ id }) => id);
  return there.some(({ acknowledged }) => acknowledged) ? values : [...values, undefined];
}

test('whatever happens, what was acknowledged is stored, and of writes that followed one another the last counts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(800, 3_000, 1_000_000),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      async (steps, max, chance) => {
        await using world = new SpoolWorld({ max, random: () => chance.next().value ?? 0 });
        for (const one of steps) await perform(world, one);
        const stored = await world.heal();

        expect(world.waiting).toBe(0);
        const { writes } = world;
        const lost = writes.filter(
          (written) => written.acknowledged && stored.get(SpoolWorld.ownTime(written)) !== written.id,
        );
        expect(lost).toEqual([]);
        for (const slot of new Set(writes.map((written) => written.slot)))
          expect(possibleIn(slot, writes)).toContain(stored.get(slot));
      },
    ),
    { numRuns: 1_000 },
  );
});
