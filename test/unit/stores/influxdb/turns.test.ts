import { expect, test } from 'vitest';
import type { Clock } from '../../../../src/lib/clock.ts';
import { Turns } from '../../../../src/stores/influxdb/turns.ts';

test('all calls together rest once their turn is over, and then have another', async () => {
  let now = 0;
  let breaths = 0;
  const clock: Pick<Clock, 'monotonic' | 'breathe'> = {
    monotonic: () => now,
    async breathe() {
      breaths++;
    },
  };
  const turns = new Turns(clock);
  await turns.rest();
  now += 3;
  await turns.rest();
  expect(breaths).toBe(0);
  now += 3;
  await Promise.all([turns.rest(), turns.rest(), turns.rest()]);
  expect(breaths).toBe(1);
  now += 3;
  await turns.rest();
  expect(breaths).toBe(1);
});
