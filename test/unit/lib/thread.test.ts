import { describe, expect, test } from 'vitest';
import { Thread } from '../../../src/lib/thread.ts';
import type { CountingCalls } from '../../support/counting-thread.ts';

const file = new URL('../../support/counting-thread.ts', import.meta.url);

function start(from: number, after?: Promise<unknown>): Promise<Thread<CountingCalls>> {
  return Thread.start<CountingCalls>(file, { start: from }, after);
}

describe('Thread', () => {
  test('answers calls in order, hands buffers over, and passes errors on as they are', async () => {
    await using thread = await start(1);
    const answers = Promise.all([thread.call('add', [1]), thread.call('add', [5])]);
    await expect(thread.call('refuse', ['no'])).rejects.toMatchObject({
      remedy: 'fix',
      code: 'refused',
      message: 'no',
    });
    expect(await answers).toEqual([2, 7]);
    expect((await thread.call('numbers', [4])).column).toEqual(Float64Array.of(0, 1, 2, 3));
  });

  test('rejects with what its set-up, or what it had to wait for, threw', async () => {
    await expect(start(-1)).rejects.toMatchObject({ code: 'bad-start' });
    await expect(start(1, Promise.reject(new Error('first')))).rejects.toThrow('first');
  });

  test('answers what it was asked before it is closed, and nothing after', async () => {
    const thread = await start(0);
    const asked = thread.call('add', [3]);
    await Promise.all([thread[Symbol.asyncDispose](), thread[Symbol.asyncDispose]()]);
    expect(await asked).toBe(3);
    await expect(thread.call('add', [1])).rejects.toMatchObject({ code: 'thread-ended' });
  });

  test('when it dies, those who wait are told, and those who come later', async () => {
    const thread = await start(0);
    await thread.call('crash', []);
    await expect(thread.call('add', [1])).rejects.toMatchObject({ remedy: 'give-up', code: 'thread-ended' });
    await expect(thread.call('add', [1])).rejects.toMatchObject({ code: 'thread-ended' });
    await thread[Symbol.asyncDispose]();
  });
});
