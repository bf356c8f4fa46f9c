import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createMemorySignals } from '../../../src/signals/memory/create.ts';

const request = (key: string) => ({ key, source: 'job', query: null });
const signal = new AbortController().signal;

test('numbers are observed when they are read, signals say what they say, the rest is unknown', async () => {
  const clock = new VirtualClock();
  const signals = createMemorySignals({ clock });
  signals.set('a', 3);
  signals.set('b', { kind: 'value', value: 4, observedAt: 7n, atLeast: true });
  await clock.advance(5_000);
  const read = await signals.readMany([request('a'), request('b'), request('c')], signal);
  expect(read.get('a')).toEqual({ kind: 'value', value: 3, observedAt: clock.now() });
  expect(read.get('b')).toEqual({ kind: 'value', value: 4, observedAt: 7n, atLeast: true });
  expect(read.get('c')?.kind).toBe('unknown');
});

test('what was not set is computed; what is set to undefined is unknown', async () => {
  const signals = createMemorySignals({ clock: new VirtualClock() });
  signals.otherwise(({ key }) => key.length);
  signals.set('gone', undefined);
  const read = await signals.readMany([request('four'), request('gone')], signal);
  expect(read.get('four')).toMatchObject({ value: 4 });
  expect(read.get('gone')?.kind).toBe('unknown');
});

test('it rejects only when aborted', async () => {
  const signals = createMemorySignals({ clock: new VirtualClock() });
  await expect(signals.readMany([], AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
});
