import { expect, test } from 'vitest';
import { Paced } from '../../../src/clusters/local/run/paced.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';

test('does all work in order, also what comes when it had nothing left to do', async () => {
  const clock = new VirtualClock();
  const paced = new Paced(clock);
  const done: number[] = [];
  for (let round = 0; round < 3; round++) {
    paced.add(() => done.push(2 * round));
    paced.add(() => done.push(2 * round + 1));
    await paced.idle();
    await clock.settle();
  }
  expect(done).toEqual([0, 1, 2, 3, 4, 5]);
});

test('keeps the pace', async () => {
  const clock = new VirtualClock();
  const paced = new Paced(clock, { row: 2, pause: 100 });
  let done = 0;
  for (let work = 0; work < 5; work++) paced.add(() => done++);
  await clock.settle();
  expect(done).toBe(2);
  await clock.advance(100);
  expect(done).toBe(4);
  await clock.advance(100);
  expect(done).toBe(5);
});
