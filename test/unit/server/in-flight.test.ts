import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { InFlight } from '../../../src/server/in-flight.ts';

test('a call is given up when its time is over, one without a limit is not', async () => {
  const clock = new VirtualClock();
  await using calls = new InFlight(clock);
  const short = calls.begin(1_500);
  const long = calls.begin(undefined);
  await clock.advance(1_000);
  expect(short.controller.signal.aborted).toBe(false);
  await clock.advance(1_000);
  expect(short.controller.signal.reason).toMatchObject({ code: 'timed-out', remedy: 'retry' });
  await clock.advance(3_600_000);
  expect(long.controller.signal.aborted).toBe(false);
});

test('a call that has ended is left alone', async () => {
  const clock = new VirtualClock();
  await using calls = new InFlight(clock);
  const call = calls.begin(1_000);
  calls.end(call);
  await clock.advance(10_000);
  expect(call.controller.signal.aborted).toBe(false);
  expect(calls.size).toBe(0);
});

test('stopping ends the long ones first, then all, and what begins later', async () => {
  const clock = new VirtualClock();
  const calls = new InFlight(clock);
  const short = calls.begin(1_000);
  const long = calls.begin(undefined);
  calls.endLong();
  expect([short, long].map((call) => call.controller.signal.aborted)).toEqual([false, true]);
  await calls[Symbol.asyncDispose]();
  expect(short.controller.signal.reason).toMatchObject({ code: 'stopping' });
  expect(calls.begin(1_000).controller.signal.aborted).toBe(true);
});
