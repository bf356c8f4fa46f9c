import { describe, expect, it } from 'vitest';
import { cronLoop } from '../../../src/lib/cron-loop.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';

const MIDNIGHT = BigInt(Date.UTC(2026, 10, 20)) * 1_000_000n;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('cronLoop', () => {
  it('runs soon, then by its schedule, and leaves out what falls due during a run', async () => {
    const { clock, loop, ran, failures, state } = world();
    state.takes = 90 * SECOND;
    loop.start();
    loop.start();
    await clock.advance(8 * MINUTE);
    expect(ran).toEqual([5 * SECOND, 2 * MINUTE, 4 * MINUTE, 6 * MINUTE, 8 * MINUTE]);
    expect(failures).toEqual([]);
    await loop.stop();
    await clock.advance(MINUTE);
    expect(ran).toHaveLength(5);
  });

  it('goes on after a run that failed', async () => {
    const { clock, loop, ran, failures, state } = world();
    state.error = new Error('away');
    loop.start();
    await clock.advance(2 * MINUTE);
    expect(ran).toHaveLength(3);
    expect(failures).toEqual([state.error, state.error, state.error]);
    await loop.stop();
  });

  it('takes up a schedule that changes while it waits', async () => {
    const { clock, loop, ran, state } = world();
    state.schedule = '0 0 1 1 *';
    loop.start();
    await clock.advance(10 * MINUTE);
    state.schedule = '*/5 * * * *';
    await clock.advance(10 * MINUTE);
    expect(ran).toEqual([5 * SECOND, 15 * MINUTE, 20 * MINUTE]);
    await loop.stop();
  });

  it('follows the wall clock when that is set', async () => {
    const { clock, loop, ran, state } = world();
    state.schedule = '0 * * * *';
    loop.start();
    await clock.advance(MINUTE);
    clock.jump(58 * MINUTE);
    await clock.advance(2 * MINUTE);
    expect(ran).toHaveLength(2);
    clock.jump(-48 * 60 * MINUTE);
    await clock.advance(61 * MINUTE);
    expect(ran).toHaveLength(3);
    await loop.stop();
  });

  it('aborts a run that hangs when it is stopped', async () => {
    const { clock, loop, failures, state } = world();
    state.takes = 1e9;
    loop.start();
    await clock.advance(MINUTE);
    await loop.stop();
    expect(failures).toEqual([]);
  });
});

function world() {
  const clock = new VirtualClock(MIDNIGHT);
  const ran: number[] = [];
  const failures: unknown[] = [];
  const state = { schedule: '* * * * *', takes: 0, error: undefined as Error | undefined };
  const loop = cronLoop({
    clock,
    schedule: () => state.schedule,
    first: 5 * SECOND,
    run: async (signal) => {
      ran.push(clock.monotonic());
      if (state.takes > 0) await clock.sleep(state.takes, signal);
      if (state.error !== undefined) throw state.error;
    },
    failed: (error) => failures.push(error),
  });
  return { clock, loop, ran, failures, state };
}
