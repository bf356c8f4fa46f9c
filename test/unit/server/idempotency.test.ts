import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { success } from '../../../src/server/answers/answer.ts';
import { Idempotency } from '../../../src/server/idempotency.ts';

function counting(status = 200) {
  const counter = {
    runs: 0,
    run: async () => ({ ...success(++counter.runs), status }),
  };
  return counter;
}

describe('Idempotency', () => {
  test('the same key and request are done once', async () => {
    const calls = new Idempotency(new VirtualClock());
    const counter = counting();
    const first = await calls.once('key', 'request', counter.run);
    const second = await calls.once('key', 'request', counter.run);
    expect(counter.runs).toBe(1);
    expect(second.answer).toEqual(first.answer);
    expect([first.replayed, second.replayed]).toEqual([false, true]);
  });

  test('calls that overlap share one run', async () => {
    const calls = new Idempotency(new VirtualClock());
    const counter = counting();
    await Promise.all([1, 2, 3].map(() => calls.once('key', 'request', counter.run)));
    expect(counter.runs).toBe(1);
  });

  test('the same key with another request is a conflict', async () => {
    const calls = new Idempotency(new VirtualClock());
    await calls.once('key', 'request', counting().run);
    await expect(calls.once('key', 'other', counting().run)).rejects.toMatchObject({ code: 'key-reused' });
  });

  test('a fault is not kept, so that a retry may succeed; a refusal is', async () => {
    const calls = new Idempotency(new VirtualClock());
    const fault = counting(503);
    await calls.once('a', 'request', fault.run);
    await calls.once('a', 'request', fault.run);
    expect(fault.runs).toBe(2);
    const refusal = counting(409);
    await calls.once('b', 'request', refusal.run);
    await calls.once('b', 'request', refusal.run);
    expect(refusal.runs).toBe(1);
  });

  test('a key is forgotten after a day', async () => {
    const clock = new VirtualClock();
    const calls = new Idempotency(clock);
    const counter = counting();
    await calls.once('key', 'request', counter.run);
    await clock.advance(23 * 3_600_000);
    await calls.once('key', 'request', counter.run);
    expect(counter.runs).toBe(1);
    await clock.advance(3_600_001);
    await calls.once('key', 'other', counter.run);
    expect(counter.runs).toBe(2);
  });

  test('the oldest goes when there are too many', async () => {
    const calls = new Idempotency(new VirtualClock());
    const first = counting();
    const other = counting();
    await calls.once('first', 'request', first.run);
    for (let key = 0; key < 10_000; key++) await calls.once(`${key}`, 'request', other.run);
    await calls.once('first', 'request', first.run);
    expect(first.runs).toBe(2);
    await calls.once('9999', 'request', other.run);
    expect(other.runs).toBe(10_000);
  });
});
