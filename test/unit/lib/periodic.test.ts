import { describe, expect, it } from 'vitest';
import { Periodic } from '../../../src/lib/periodic.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';

describe('Periodic', () => {
  it('runs first when told to, then each period after the last run, also after one that failed', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    const failures: unknown[] = [];
    const periodic = new Periodic({
      clock,
      first: 10,
      every: 100,
      run: async () => {
        ran.push(clock.monotonic());
        await clock.sleep(5);
        if (ran.length === 2) throw new Error('once');
      },
      failed: (error) => failures.push(error),
    });
    periodic.start();
    periodic.start();
    await clock.advance(350);
    expect(ran).toEqual([10, 115, 220, 325]);
    expect(failures).toEqual([new Error('once')]);
    await periodic.stop();
    await clock.advance(1_000);
    expect(ran).toHaveLength(4);
  });

  it('aborts a run that hangs when it is stopped', async () => {
    const clock = new VirtualClock();
    const failures: unknown[] = [];
    const periodic = new Periodic({
      clock,
      first: 0,
      every: 1,
      run: (signal) => clock.sleep(1e9, signal),
      failed: (error) => failures.push(error),
    });
    periodic.start();
    await clock.advance(1);
    await periodic.stop();
    expect(failures).toEqual([]);
  });
});
