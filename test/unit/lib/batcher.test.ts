import { describe, expect, test } from 'vitest';
import { Batcher } from '../../../src/lib/batcher.ts';
import { RetryableError } from '../../../src/lib/errors.ts';

describe('Batcher', () => {
  test('runs together what waits together, in order, and answers each', async () => {
    const runs: (readonly number[])[] = [];
    const batcher = new Batcher<number, number>({
      run: (items) => {
        runs.push(items);
        return Promise.resolve(items.map((item) => item * 10));
      },
      together: 3,
      waiting: 100,
    });
    const answers = await Promise.all([1, 2, 3, 4].map((item) => batcher.add(item)));
    expect(answers).toEqual([10, 20, 30, 40]);
    expect(runs).toEqual([[1, 2, 3], [4]]);
    expect(await batcher.add(5)).toBe(50);
  });

  test('what weighs more than a run takes goes alone', async () => {
    const runs: (readonly number[])[] = [];
    const batcher = new Batcher<number, undefined>({
      run: (items) => {
        runs.push(items);
        return Promise.resolve(items.map(() => undefined));
      },
      weigh: (item) => item,
      together: 10,
      waiting: 1_000,
    });
    await Promise.all([4, 5, 99, 10, 1].map((item) => batcher.add(item)));
    expect(runs).toEqual([[4, 5], [99], [10], [1]]);
  });

  test('a bad item fails no other, but a store that is away fails all at once', async () => {
    let runs = 0;
    let away = false;
    const batcher = new Batcher<string, string>({
      run: (items) => {
        runs++;
        if (away) return Promise.reject(new RetryableError('store-away', 'away'));
        return items.includes('bad') ? Promise.reject(new Error('bad')) : Promise.resolve(items);
      },
      together: 10,
      waiting: 10,
    });
    const outcomes = async (): Promise<unknown> =>
      (await Promise.allSettled(['a', 'bad', 'c'].map((item) => batcher.add(item)))).map(
        ({ status }) => status,
      );
    expect(await outcomes()).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    away = true;
    runs = 0;
    expect(await outcomes()).toEqual(['rejected', 'rejected', 'rejected']);
    expect(runs).toBe(1);
  });

  test('refuses more than may wait, until the rest is done', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const batcher = new Batcher<number, undefined>({
      run: async (items) => items.map(await promise.then(() => () => undefined)),
      together: 1,
      waiting: 2,
    });
    const taken = [batcher.add(1), batcher.add(2)];
    await expect(batcher.add(3)).rejects.toMatchObject({ remedy: 'retry', code: 'busy' });
    resolve(undefined);
    await Promise.all(taken);
    await batcher.idle();
    await batcher.add(4);
  });
});
