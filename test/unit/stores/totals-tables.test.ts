import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Level, Total } from '../../../src/accounting/totals.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { DAY, instantOf } from '../../../src/stores/sqlite/totals/grains.ts';
import { removeTotals } from '../../../src/stores/sqlite/totals/remove-totals.ts';
import { chunksOf, type TotalsColumns } from '../../../src/stores/sqlite/totals/totals-chunks.ts';
import { writeMarks } from '../../../src/stores/sqlite/totals/window-marks.ts';
import { writeTotals } from '../../../src/stores/sqlite/totals/write-totals.ts';
import { auditTotals } from '../../support/audit-totals.ts';
import { StoreTables } from '../../support/store-tables.ts';

const DAYS_BEGIN = 1_760_054_400;
const clock = new VirtualClock();

const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
const total = fc
  .record({
    level: fc.constantFrom<Level>('account', 'job', 'user'),
    job: fc.constantFrom('a', 'b', 'c'),
    window: fc.oneof(fc.integer({ min: 0, max: 5 * 96 }), fc.integer({ min: 96, max: 103 })),
    cpu: amount,
    mem: amount,
    seconds: fc.integer({ min: 0, max: 900 }),
  })
  .map(({ level, job, window, cpu, mem, seconds }) => totalOf(window, { level, job, cpu, mem, seconds }));

function totalOf(window: number, changes: Partial<Total> = {}): Total {
  const start = DAYS_BEGIN + window * 900;
  const owner = { level: 'job', namespace: 'default', account: 'physics', job: 'a', user: 'ann' } as const;
  const amounts = {
    cpu: 1,
    mem: 2,
    gpu: 0,
    cpuRequested: 3,
    memRequested: 4,
    count: 5,
    seconds: 6,
    alive: 7,
  };
  return { ...owner, start: instantOf(start), end: instantOf(start + 900), ...amounts, ...changes };
}

async function write(tables: StoreTables, rows: readonly Total[]): Promise<void> {
  for await (const chunk of chunksOf(rows, clock)) writeTotals(tables.statements, chunk);
}

function count(tables: StoreTables, table: string): number {
  return Number(tables.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
}

describe('sums of hours and days', () => {
  test('agree with their windows after any writes and removals, at every step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(total, { maxLength: 30 }), fc.option(fc.integer({ min: 0, max: 6 }))), {
          maxLength: 4,
        }),
        async (batches) => {
          using tables = new StoreTables();
          for (const [rows, removed] of batches) {
            await write(tables, rows);
            expect(auditTotals(tables.database)).toEqual([]);
            if (removed === null) continue;
            while (removeTotals(tables.statements, DAYS_BEGIN + removed * DAY.seconds)) {
              expect(auditTotals(tables.database)).toEqual([]);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('are exact after a large amount was replaced by a small one', async () => {
    using tables = new StoreTables();
    await write(tables, [totalOf(0, { cpu: 1e15 }), totalOf(1, { cpu: 0.1 })]);
    await write(tables, [totalOf(0, { cpu: 0.2 })]);
    for (const table of ['hour_totals', 'day_totals']) {
      expect(tables.database.prepare(`SELECT cpu FROM ${table}`).get()).toEqual({ cpu: 0.2 + 0.1 });
    }
  });

  test('the audit finds what is wrong', async () => {
    using tables = new StoreTables();
    await write(tables, [totalOf(0), totalOf(1), totalOf(200)]);
    tables.database.exec('UPDATE totals SET mem = mem * 1.001 WHERE starts % 3600 = 0');
    tables.database.exec(`DELETE FROM totals WHERE starts >= ${DAYS_BEGIN + 2 * DAY.seconds}`);
    expect(auditTotals(tables.database)).toHaveLength(2);
  });
});

describe('removing totals', () => {
  test('takes marks first, then days of owners bit by bit, and forgets owners without any', async () => {
    using tables = new StoreTables();
    const jobs = Array.from({ length: 100 }, (_, at) => `job-${at}`);
    await write(tables, [...jobs.map((job) => totalOf(0, { job })), totalOf(96, { job: 'job-0' })]);
    const marks = [0, 96].map((window) => {
      const { start, end } = totalOf(window);
      return { start, state: 'closed', since: start, until: end, interval: 15_000 } as const;
    });
    writeMarks(tables.statements, marks);

    expect(removeTotals(tables.statements, DAYS_BEGIN + DAY.seconds)).toBe(true);
    expect([count(tables, 'windows'), count(tables, 'totals')]).toEqual([1, 101]);
    expect(removeTotals(tables.statements, DAYS_BEGIN + DAY.seconds)).toBe(true);
    expect(count(tables, 'totals')).toBeGreaterThan(1);
    while (removeTotals(tables.statements, DAYS_BEGIN + DAY.seconds));
    for (const table of ['totals', 'hour_totals', 'day_totals', 'owners', 'windows']) {
      expect(count(tables, table)).toBe(1);
    }
  });
});

describe('chunks of totals', () => {
  async function chunks(rows: readonly Total[]): Promise<readonly TotalsColumns[]> {
    return await Array.fromAsync(chunksOf(rows, clock));
  }

  test("of one window are some hundred rows; more where rows share an owner's day", async () => {
    const window = Array.from({ length: 2_000 }, (_, at) => totalOf(0, { job: `job-${at}` }));
    const sizes = (await chunks(window)).map(({ index }) => index.length);
    expect(Math.max(...sizes)).toBeLessThan(300);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2_000);

    const day = Array.from({ length: 2_000 }, (_, at) =>
      totalOf(at % 96, { job: `job-${Math.floor(at / 96)}` }),
    );
    const [first] = await chunks(day.toSorted((a, b) => Number(a.start - b.start)));
    expect(first?.index.length).toBeGreaterThan(1_000);
  });

  test('of nothing are none', async () => {
    expect(await chunks([])).toEqual([]);
  });
});
