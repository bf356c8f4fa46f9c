import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseVictims } from '../../../src/jobs/choose-victims.ts';
import type { ProcessState } from '../../../src/jobs/job-state.ts';
import type { Activity } from '../../../src/jobs/ports/worker-activity.ts';

function worker(name: string, change: Partial<ProcessState> = {}): ProcessState {
  return {
    name,
    role: 'worker',
    phase: 'running',
    since: 100n,
    ready: true,
    generation: 1,
    restarts: 0,
    ports: {},
    ...change,
  };
}

test('not ready first, then idle longest, then least busy, then newest; unknown activity last', () => {
  const processes = [
    worker('unknown-old', { since: 1n }),
    worker('unknown-new', { since: 9n }),
    worker('busy'),
    worker('half'),
    worker('idle-short'),
    worker('idle-long'),
    worker('waiting', { ready: false, phase: 'pending' }),
  ];
  const activities = new Map<string, Activity>([
    ['busy', { busy: 1 }],
    ['half', { busy: 0.5 }],
    ['idle-short', { busy: 0, idleSince: 90n }],
    ['idle-long', { busy: 0, idleSince: 10n }],
  ]);
  const order = ['waiting', 'idle-long', 'idle-short', 'half', 'busy', 'unknown-new', 'unknown-old'];
  expect(chooseVictims(processes, activities, 7)).toEqual(order);
  expect(chooseVictims(processes, activities, 2)).toEqual(order.slice(0, 2));
  expect(chooseVictims(processes, activities, -1)).toEqual([]);
});

test('masters, draining and ended processes are none to choose', () => {
  const processes = [
    worker('master', { role: 'master' }),
    worker('draining', { phase: 'draining', ready: false }),
    worker('done', { phase: 'succeeded', ready: false }),
    worker('broken', { phase: 'failed', ready: false }),
    worker('one'),
  ];
  expect(chooseVictims(processes, new Map(), 5)).toEqual(['one']);
});

test('the choice does not depend on the order of the processes, and a smaller one is a part of a larger', () => {
  const some = fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,4}$/),
      ready: fc.boolean(),
      since: fc.bigInt(0n, 3n),
      activity: fc.option(fc.record({ busy: fc.constantFrom(0, 0.5, 1), idleSince: fc.bigInt(0n, 3n) }), {
        nil: undefined,
      }),
    }),
    { selector: ({ name }) => name, maxLength: 8 },
  );
  fc.assert(
    fc.property(some, fc.nat(8), (all, count) => {
      const processes = all.map(({ name, ready, since }) => worker(name, { ready, since }));
      const activities = new Map(
        all.flatMap(({ name, activity }) => (activity === undefined ? [] : [[name, activity]])),
      );
      const chosen = chooseVictims(processes, activities, count);
      expect(chooseVictims(processes.toReversed(), activities, count)).toEqual(chosen);
      expect(chooseVictims(processes, activities, count + 1).slice(0, count)).toEqual(chosen);
      expect(chosen).toHaveLength(Math.min(count, all.length));
    }),
  );
});
