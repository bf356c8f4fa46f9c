import { describe, expect, test } from 'vitest';
import type { z } from 'zod';

/** A schema, what it takes with what that means, and what it refuses with a part of the message. */
export type Form = [
  schema: z.ZodType,
  taken: readonly [unknown, unknown][],
  refused: readonly [unknown, string][],
];

/** Tests of every line of a table of forms. */
export function testForms(forms: Readonly<Record<string, Form>>): void {
  describe.each(Object.entries(forms))('%s', (_name, [schema, taken, refused]) => {
    test.each(taken)('%j', (written, meaning) => {
      expect(schema.parse(written)).toEqual(meaning);
    });

    test.each(refused)('not %j', (written, message) => {
      const result = schema.safeParse(written);
      expect(result.error?.issues.map((issue) => issue.message).join()).toContain(message);
    });
  });
}

/** That every meaning is itself a form of the same meaning. */
export function testStored(forms: Readonly<Record<string, Form>>): void {
  test.each(Object.entries(forms))('%s that was read is read to the same again', (_name, [schema, taken]) => {
    for (const [written] of taken) {
      const once = schema.parse(written);
      expect(schema.parse(once)).toEqual(once);
    }
  });
}
