import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCron } from '../../../src/lib/cron.ts';
import { cron } from '../../../src/lib/fields.ts';
import { toRfc3339, type Instant } from '../../../src/lib/time.ts';

function instant(text: string): Instant {
  return BigInt(Date.parse(text)) * 1_000_000n;
}

function nextOf(text: string, after: string, timeZone?: string): string {
  return toRfc3339(parseCron(text, timeZone).next(instant(after)));
}

describe('parseCron', () => {
  it.each([
    ['* * * * *', '2026-11-20T10:00:00Z', '2026-11-20T10:01:00.000Z'],
    ['* * * * *', '2026-11-20T10:00:59.999Z', '2026-11-20T10:01:00.000Z'],
    ['17 * * * *', '2026-11-20T10:17:00Z', '2026-11-20T11:17:00.000Z'],
    ['*/20 * * * * *', '2026-11-20T10:00:30Z', '2026-11-20T10:00:40.000Z'],
    ['30 9-17 * * mon-fri', '2026-11-20T17:30:00Z', '2026-11-23T09:30:00.000Z'],
    ['0 0 1 * *', '2026-11-20T10:00:00Z', '2026-12-01T00:00:00.000Z'],
    ['59 23 L * *', '2026-02-01T00:00:00Z', '2026-02-28T23:59:00.000Z'],
    ['0 0 31 * *', '2026-01-31T00:00:00Z', '2026-03-31T00:00:00.000Z'],
    ['0 0 29 2 *', '2097-01-01T00:00:00Z', '2104-02-29T00:00:00.000Z'],
    ['@daily', '2026-12-31T00:00:00Z', '2027-01-01T00:00:00.000Z'],
  ])('%s after %s comes at %s', (text, after, expected) => {
    expect(nextOf(text, after)).toBe(expected);
  });

  it('goes by the clocks of a time zone', () => {
    expect(nextOf('0 0 1 * *', '2026-11-20T00:00:00Z', 'Asia/Kolkata')).toBe('2026-11-30T18:30:00.000Z');
    // clocks are set from 2:00 to 3:00 on 2026-03-29
    expect(nextOf('30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Vienna')).toBe('2026-03-30T00:30:00.000Z');
  });

  it('comes to the very times that fit, and to no other', () => {
    const field = (low: number, high: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: low, max: high }).map(String),
        fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
      );
    const expression = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6));
    const hour = fc.integer({ min: 0, max: 24 * 365 });
    fc.assert(
      fc.property(expression, hour, (fields, start) => {
        const schedule = parseCron(fields.join(' '));
        const from = Date.UTC(2026, 0, 1) + start * 3_600_000;
        const first = schedule.next(BigInt(from) * 1_000_000n) / 1_000_000n;
        // the oracle looks at each minute
        for (let time = from + 60_000; time <= from + 86_400_000; time += 60_000) {
          if (!fits(fields, new Date(time))) continue;
          expect(Number(first)).toBe(time);
          return;
        }
        expect(Number(first)).toBeGreaterThan(from + 86_400_000);
        expect(fits(fields, new Date(Number(first)))).toBe(true);
      }),
    );
  });

  it.each([
    ['60 * * * *', 'minute'],
    ['* *', 'expected 5 or 6 fields but got 2'],
    ['often', 'often'],
    ['', 'cron expression'],
    ['0 0 30 2 *', 'impossible day of month'],
    ['0 0 1 1 1#5', 'there is no such day'],
  ])('refuses "%s" and says why', (text, reason) => {
    expect(() => parseCron(text)).toThrow(reason);
    expect(cron().safeParse(text).error?.message).toContain(reason);
  });

  it('refuses an unknown time zone', () => {
    expect(() => parseCron('* * * * *', 'Atlantis/Poseidonis')).toThrow('Atlantis/Poseidonis');
  });
});

/** Of fields that are `*`, a number, or a step. */
function fits(fields: readonly string[], time: Date): boolean {
  const parts = [
    [time.getUTCMinutes(), 0],
    [time.getUTCHours(), 0],
    [time.getUTCDate(), 1],
    [time.getUTCMonth() + 1, 1],
    [time.getUTCDay(), 0],
  ] as const;
  return parts.every(([part, low], at) => {
    const field = fields[at] ?? '*';
    if (field === '*') return true;
    return field.startsWith('*/') ? (part - low) % Number(field.slice(2)) === 0 : part === Number(field);
  });
}
