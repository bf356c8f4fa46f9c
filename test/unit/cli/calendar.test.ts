import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketsOf } from '../../../src/cli/calendar/buckets.ts';
import { bucketUnits, countOf, unitFor } from '../../../src/cli/calendar/bucket-unit.ts';
import { openCalendar, type Period } from '../../../src/cli/calendar/calendar.ts';
import { periodOfSpan, spanAfter, spanAround, titleOfSpan } from '../../../src/cli/calendar/calendar-span.ts';
import { calendarUnits } from '../../../src/cli/calendar/calendar-unit.ts';
import { offsetTime, shownPeriod } from '../../../src/cli/calendar/format-time.ts';
import { parseSpan } from '../../../src/cli/calendar/parse-span.ts';
import { anyTime } from '../../../src/cli/calendar/parse-time.ts';

const HOUR = 3_600_000_000_000n;
const zones = Intl.supportedValuesOf('timeZone');
const now = BigInt(Date.UTC(2026, 10, 1, 3, 30)) * 1_000_000n; // still October in the Americas
const everyUnit = fc.constantFrom(...calendarUnits);
const someDate = fc.record({
  year: fc.integer({ min: 1971, max: 2100 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 31 }),
});

async function spanOf(zone: string, text: string): Promise<Period | undefined> {
  const calendar = await openCalendar(zone);
  const span = parseSpan(calendar, text, now);
  return span && periodOfSpan(calendar, span);
}

describe('days, months and years in their zone', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29', 23, '2026-03-29T00:00:00+01:00'],
    ['Europe/Berlin', '2026-10-25', 25, '2026-10-25T00:00:00+02:00'],
    ['Europe/Berlin', '2026-10', 745, '2026-10-01T00:00:00+02:00'],
    ['Europe/Berlin', '2026-W43', 169, '2026-10-19T00:00:00+02:00'],
    ['Europe/Berlin', '2020-W53', 168, '2020-12-28T00:00:00+01:00'],
    ['Asia/Kolkata', '2026-02', 672, '2026-02-01T00:00:00+05:30'],
    ['Asia/Kolkata', '2026-10', 744, '2026-10-01T00:00:00+05:30'],
    ['Asia/Kolkata', '2028', 8_784, '2028-01-01T00:00:00+05:30'],
    ['Asia/Kathmandu', '2026-10-25', 24, '2026-10-25T00:00:00+05:45'],
    ['Pacific/Chatham', '2026-04-05', 25, '2026-04-05T00:00:00+13:45'],
    ['Australia/Lord_Howe', '2026-04-05', 24.5, '2026-04-05T00:00:00+11:00'],
    ['Australia/Lord_Howe', '2026-10-04', 23.5, '2026-10-04T00:00:00+10:30'],
    // no midnight: the day begins at one
    ['America/Sao_Paulo', '2018-11-04', 23, '2018-11-04T01:00:00-02:00'],
    ['Africa/Cairo', '2023-04-28', 23, '2023-04-28T01:00:00+03:00'],
    // midnight comes twice, the second time an hour of the day before lies between
    ['America/Sao_Paulo', '2018-02-17', 25, '2018-02-17T00:00:00-02:00'],
    ['America/St_Johns', '2010-11-07', 25, '2010-11-07T00:00:00-02:30'],
    // across the date line
    ['Pacific/Apia', '2011-12', 30 * 24, '2011-12-01T00:00:00-10:00'],
    ['+05:30', '2026-10-25', 24, '2026-10-25T00:00:00+05:30'],
    ['UTC', '2026', 8_760, '2026-01-01T00:00:00+00:00'],
  ])('%s %s has %f hours from %s', async (zone, text, hours, start) => {
    const period = await spanOf(zone, text);
    expect(period && Number(period.end - period.start) / Number(HOUR)).toBe(hours);
    expect(period && offsetTime(await openCalendar(zone), period.start)).toBe(start);
  });

  test('a day that the clocks skipped is empty', async () => {
    const period = await spanOf('Pacific/Apia', '2011-12-30');
    expect(period?.start).toBe(period?.end);
  });

  test('edges are exact to the nanosecond', async () => {
    expect(await spanOf('Asia/Kolkata', '2026-10')).toEqual({
      start: 1_790_793_000_000_000_000n,
      end: 1_793_471_400_000_000_000n,
    });
  });

  test('spans tile: each begins where the one before ends, days tile a month, months a year', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), everyUnit, someDate, async (zone, unit, date) => {
        const calendar = await openCalendar(zone);
        const span = spanAround(calendar.temporal.PlainDate.from(date), unit);
        const whole = periodOfSpan(calendar, span);
        expect(periodOfSpan(calendar, spanAfter(span)).start).toBe(whole.end);
        const finer = bucketUnits.slice(0, bucketUnits.indexOf(unit));
        for (const part of finer.filter((one) => countOf(whole, one) <= 800))
          expectTiling(bucketsOf(calendar, whole, part), whole);
      }),
      { numRuns: 60 },
    );
  });

  test('a day begins with its first moment, as Intl shows it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), someDate, async (zone, date) => {
        const calendar = await openCalendar(zone);
        const span = spanAround(calendar.temporal.PlainDate.from(date), 'day');
        const { start, end } = periodOfSpan(calendar, span);
        const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
        const clock = new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts });
        const shown = (instant: bigint): string => clock.format(Number(instant / 1_000_000n));
        expect(shown(start) === titleOfSpan(span)).toBe(start < end);
        expect(shown(start - 1_000_000n) < titleOfSpan(span)).toBe(true);
      }),
    );
  });

  test('what is written is read again', async () => {
    await fc.assert(
      fc.asyncProperty(everyUnit, someDate, async (unit, date) => {
        const calendar = await openCalendar('UTC');
        const span = spanAround(calendar.temporal.PlainDate.from(date), unit);
        const again = parseSpan(calendar, titleOfSpan(span), now);
        expect(again?.unit).toBe(unit);
        expect(again?.first.toString()).toBe(span.first.toString());
      }),
    );
  });
});

describe('names of spans', () => {
  test.each([
    ['today', '2026-10-31 00:00 to 2026-11-01 00:00'],
    ['yesterday', '2026-10-30 00:00 to 2026-10-31 00:00'],
    ['this-week', '2026-10-26 00:00 to 2026-11-02 00:00'],
    ['last-week', '2026-10-19 00:00 to 2026-10-26 00:00'],
    ['this-month', '2026-10-01 00:00 to 2026-11-01 00:00'],
    ['last-month', '2026-09-01 00:00 to 2026-10-01 00:00'],
    ['this-year', '2026-01-01 00:00 to 2027-01-01 00:00'],
    ['last-year', '2025-01-01 00:00 to 2026-01-01 00:00'],
  ])('%s is %s where it is still October', async (text, shown) => {
    const calendar = await openCalendar('America/New_York');
    const period = await spanOf('America/New_York', text);
    expect(period && shownPeriod(calendar, period)).toBe(`${shown}, America/New_York`);
  });

  test.each([
    '2026-13',
    '2026-02-29',
    '2026-W54',
    '2021-W53',
    '2026-W00',
    '26',
    '2026-1',
    '2026-10-5',
    'this-day',
    'last-decade',
    'tomorrow',
    '',
  ])('"%s" is none', async (text) => {
    expect(await spanOf('Europe/Berlin', text)).toBeUndefined();
  });
});

test('zones: any case, links keep their name, and what is none is told', async () => {
  expect((await openCalendar('asia/kolkata')).zone).toBe('Asia/Kolkata');
  expect((await openCalendar('Asia/Calcutta')).zone).toBe('Asia/Calcutta');
  await expect(openCalendar('Asia/Bangalore')).rejects.toThrow('--tz "Asia/Bangalore" is no time zone');
});

describe('times', () => {
  test.each([
    ['2026-10-25', '2026-10-25T00:00:00+02:00'],
    ['2026-10-25T02:30', '2026-10-25T02:30:00+02:00'], // comes twice
    ['2026-03-29 02:30:00', '2026-03-29T03:30:00+02:00'], // does not come
    ['2026-10-25T04:00:00.123456789', '2026-10-25T04:00:00.123456789+01:00'],
    ['2026-10-25T04:00:00Z', '2026-10-25T05:00:00+01:00'],
    ['1792886400123456789', '2026-10-25T02:00:00.123456789+02:00'],
    ['now()', '2026-11-01T04:30:00+01:00'],
    ['now() - 1h', '2026-11-01T03:30:00+01:00'],
    ['-2d', '2026-10-30T04:30:00+01:00'],
  ])('%s is %s in Berlin', async (text, told) => {
    const calendar = await openCalendar('Europe/Berlin');
    const instant = anyTime(calendar, text, now);
    expect(instant && offsetTime(calendar, instant)).toBe(told);
  });

  test.each(['', 'soon', '2026-02-30', '1h', '-1y', '2026-10-25T25:00'])('"%s" is none', async (text) => {
    expect(anyTime(await openCalendar('UTC'), text, now)).toBeUndefined();
  });
});

describe('parts of a period', () => {
  test.each([
    ['Europe/Berlin', '2026-10-25', 'hour', 25],
    ['Europe/Berlin', '2026-03-29', 'hour', 23],
    ['Australia/Lord_Howe', '2026-04-05', 'hour', 25],
    ['Asia/Kolkata', '2026-10', 'day', 31],
    ['Europe/Berlin', '2026', 'month', 12],
    ['Europe/Berlin', '2026-10-25', '15min', 100],
    ['UTC', '2026-09', 'week', 5],
  ] as const)('%s %s by %s: %i', async (zone, text, unit, count) => {
    const calendar = await openCalendar(zone);
    const period = (await spanOf(zone, text)) ?? { start: 0n, end: 0n };
    const buckets = bucketsOf(calendar, period, unit);
    expect(buckets).toHaveLength(count);
    expectTiling(buckets, period);
    expect(new Set(buckets.map(({ label }) => label)).size).toBe(count);
  });

  test('tile any period in any zone, whatever it is cut into', async () => {
    const instant = fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n });
    const length = fc.bigInt({ min: 1n, max: 200n * 24n * HOUR });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), instant, length, async (zone, start, long) => {
        const period = { start, end: start + long };
        const unit = unitFor(period);
        const buckets = bucketsOf(await openCalendar(zone), period, unit);
        expectTiling(buckets, period);
        expect(buckets.length).toBeLessThanOrEqual(66);
        expect(Math.abs(buckets.length - countOf(period, unit))).toBeLessThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });

  test('an hour that comes twice is told apart', async () => {
    const calendar = await openCalendar('Europe/Berlin');
    const period = (await spanOf('Europe/Berlin', '2026-10-25')) ?? { start: 0n, end: 0n };
    const labels = bucketsOf(calendar, period, 'hour').map(({ label }) => label);
    expect(labels.slice(1, 5)).toEqual(['01:00 +02:00', '02:00 +02:00', '02:00 +01:00', '03:00 +01:00']);
  });
});

function expectTiling(parts: readonly Period[], whole: Period): void {
  expect(parts[0]?.start).toBe(whole.start);
  expect(parts.at(-1)?.end).toBe(whole.end);
  expect(parts.every(({ start, end }) => start < end)).toBe(true);
  expect(parts.slice(1).every(({ start }, at) => start === parts[at]?.end)).toBe(true);
}
