import { z } from 'zod';
import { parseCron } from './cron.ts';
import { messageOf } from './errors.ts';
import { Secret } from './secret.ts';

/**
 * What a text in the settings means beyond being a text. `path`: a file or folder, made absolute when read;
 * `program`: the same if it holds a slash, else a name on the PATH; `secret`: never shown.
 */
export type FieldKind = 'path' | 'program' | 'secret';

/** The kinds of the schemas made below. `optional()` and `default()` keep them; other methods make a schema without. */
export const fieldKinds = z.registry<{ readonly kind: FieldKind }>();

/** A file or folder. */
export function filePath() {
  return z.string().min(1).register(fieldKinds, { kind: 'path' });
}

/** A program: a name on the PATH, or a path. */
export function program() {
  return z.string().min(1).register(fieldKinds, { kind: 'program' });
}

/** A text that must never be shown. */
export function secret() {
  return z
    .string()
    .min(1)
    .transform((value) => new Secret(value))
    .register(fieldKinds, { kind: 'secret' });
}

/** A cron expression. */
export function cron() {
  return z.string().superRefine((text, context) => {
    try {
      parseCron(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) });
    }
  });
}
