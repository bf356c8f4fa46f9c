import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { events, Life } from './life.ts';
import { arrivals } from './random-history.ts';

it('totals are the direct integral over all points, whatever happened on the way', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, events, async (batches, happens) => {
      expect(await new Life(batches, happens).live()).toEqual([]);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 200) },
  );
});
