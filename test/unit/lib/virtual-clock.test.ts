import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';

describe('VirtualClock', () => {
  it('wakes sleepers one by one, each at its own time, including those that they start', async () => {
    const clock = new VirtualClock(0n);
    const woken: string[] = [];
    const sleepThen = async (name: string, duration: number, next?: () => Promise<void>): Promise<void> => {
      await clock.sleep(duration);
      woken.push(`${name}@${clock.monotonic()}`);
      await next?.();
    };
    const all = Promise.all([
      sleepThen('late', 300),
      sleepThen('early', 100, () => sleepThen('child', 50)),
      sleepThen('tie', 100),
    ]);
    await clock.advance(1_000);
    await all;
    expect(woken).toEqual(['early@100', 'tie@100', 'child@150', 'late@300']);
    expect(clock.now()).toBe(1_000_000_000n);
  });

  it('rejects an aborted sleep with the reason and forgets the sleeper', async () => {
    const clock = new VirtualClock();
    const abort = new AbortController();
    const sleep = clock.sleep(100, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('enough');
    await clock.advance(200);
  });

  it('moves the wall clock without moving timers when the clock is set', async () => {
    const clock = new VirtualClock(0n);
    let woken = false;
    const sleep = clock.sleep(100).then(() => (woken = true));
    clock.jump(-3_600_000);
    expect(clock.now()).toBe(-3_600_000_000_000n);
    await clock.advance(99);
    expect(woken).toBe(false);
    await clock.advance(1);
    await sleep;
    expect(woken).toBe(true);
  });
});
