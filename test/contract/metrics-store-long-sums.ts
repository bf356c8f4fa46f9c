import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, none } from '../../src/accounting/amounts.ts';
import type { Amounts, Level, Total } from '../../src/accounting/totals.ts';
import { calm } from '../support/points.ts';
import { totalAt, windows, type Fixture } from './metrics-store-fixture.ts';

const DAY = 96;
const AMOUNTS = ['cpu', 'mem', 'gpu', 'cpuRequested', 'memRequested', 'count', 'seconds', 'alive'] as const;

/** A window of the last hundred days: any, or one at which an hour or a day begins. */
const window = fc
  .tuple(fc.integer({ min: -100 * DAY, max: 4 }), fc.constantFrom(1, 4, DAY))
  .map(([at, unit]) => Math.floor(at / unit) * unit);
const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
const row = fc.record({
  window: fc.oneof(window, fc.integer({ min: -8, max: 3 })),
  level: fc.constantFrom<Level>('account', 'job', 'user'),
  owner: fc.integer({ min: 0, max: 2 }),
  amounts: fc.record<Amounts>({
    cpu: amount,
    mem: amount,
    gpu: fc.constant(0),
    cpuRequested: amount,
    memRequested: amount,
    count: fc.nat(),
    seconds: amount,
    alive: amount,
  }),
});

export function longSumsContract(fixture: Fixture): void {
  test('totals over long periods are the sum of their windows, however often those were written', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { maxLength: 40 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(window, window), { minLength: 1, maxLength: 4 }),
        async (batches, periods) => {
          const namespace = `round-${round++}`;
          const kept = new Map<string, Total>();
          for (const batch of batches) {
            const rows = batch.map((one) => {
              const owner = { namespace, account: `account-${one.owner}`, job: '', user: '' };
              return totalAt(fixture, one.window, { level: one.level, ...owner, ...one.amounts });
            });
            for (const one of rows) kept.set(`${one.level} ${one.start} ${one.account}`, one);
            await fixture.store.writeTotals(rows, [], calm);
          }
          for (const [a, b] of periods) {
            const period = windows(fixture, Math.min(a, b), Math.max(a, b));
            for (const level of ['account', 'job', 'user'] as const) {
              const found = await fixture.store.sumTotals({ level, ...period, match: { namespace } }, calm);
              expect(found).toSatisfy(sumsUpTo(naiveSums([...kept.values()], { level, ...period })));
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });
}

function naiveSums(
  rows: readonly Total[],
  { level, from, to }: { level: Level; from: bigint; to: bigint },
): ReadonlyMap<string, Amounts> {
  const sums = new Map<string, Amounts>();
  for (const one of rows) {
    if (one.level !== level || one.start < from || one.end > to) continue;
    sums.set(one.account, add(sums.get(one.account) ?? none, one));
  }
  return sums;
}

/** Whether totals are these, but for the order in which doubles were added. */
function sumsUpTo(expected: ReadonlyMap<string, Amounts>): (found: readonly Total[]) => boolean {
  return (found) =>
    found.length === expected.size &&
    found.every((total) =>
      AMOUNTS.every((name) => {
        const right = expected.get(total.account)?.[name] ?? Number.NaN;
        return Math.abs(total[name] - right) <= 1e-12 * right;
      }),
    );
}
