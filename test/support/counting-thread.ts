import { workerData } from 'node:worker_threads';
import { InvalidError } from '../../src/lib/errors.ts';
import { serveThread } from '../../src/lib/serve-thread.ts';
import { Moved } from '../../src/lib/thread-calls.ts';

export interface CountingCalls {
  readonly add: (n: number) => number;
  readonly numbers: (count: number) => Moved<{ readonly column: Float64Array<ArrayBuffer> }>;
  readonly refuse: (message: string) => void;
  readonly crash: () => void;
}

const data: { readonly start: number } = workerData;

/** A thread that counts; for tests of Thread. */
serveThread<CountingCalls>(() => {
  if (data.start < 0) throw new InvalidError('bad-start', 'starts below zero');
  let sum = data.start;
  return {
    calls: {
      add: (n) => (sum += n),
      numbers: (count) => {
        const column = Float64Array.from({ length: count }, (_, at) => at);
        return new Moved({ column }, [column.buffer]);
      },
      refuse: (message) => {
        throw new InvalidError('refused', message);
      },
      crash: () => {
        process.nextTick(() => {
          throw new Error('crashed');
        });
      },
    },
    close: () => {},
  };
});
