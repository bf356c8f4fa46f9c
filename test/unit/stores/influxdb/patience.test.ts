import { expect, test } from 'vitest';
import { VirtualClock } from '../../../../src/lib/virtual-clock.ts';
import { AllAborted } from '../../../../src/stores/influxdb/all-aborted.ts';
import { Patience } from '../../../../src/stores/influxdb/patience.ts';

test('ends after silence, and not while nothing is expected', async () => {
  const clock = new VirtualClock();
  using patience = new Patience(clock, 1_000, new AbortController().signal);
  await clock.advance(999);
  patience.heard();
  await clock.advance(100_000);
  expect(patience.signal.aborted).toBe(false);
  patience.expect();
  await clock.advance(999);
  patience.heard();
  patience.expect();
  await clock.advance(999);
  expect(patience.signal.aborted).toBe(false);
  await clock.advance(1_001);
  expect(patience.signal.reason).toMatchObject({ message: 'said nothing for 1s' });
});

test("ends with its caller's reason, also if that was before; and leaves nothing behind", async () => {
  const clock = new VirtualClock();
  const caller = new AbortController();
  const patience = new Patience(clock, 1_000, caller.signal);
  caller.abort('enough');
  expect(patience.signal.reason).toBe('enough');
  expect(new Patience(clock, 1_000, caller.signal).signal.reason).toBe('enough');

  const other = new AbortController();
  const over = new Patience(clock, 1_000, other.signal);
  over[Symbol.dispose]();
  other.abort();
  await clock.advance(10_000);
  expect(over.signal.aborted).toBe(false);
});

test('several callers end what they share when the last has given up', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  using all = new AllAborted([one.signal, two.signal]);
  one.abort('first');
  expect(all.signal.aborted).toBe(false);
  two.abort('second');
  expect(all.signal.reason).toBe('second');
});
