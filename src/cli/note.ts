import type { Io } from './io.ts';
import { style } from './style.ts';

/** Says on standard error what a reader of the results should know. */
export function note(io: Io, text: string): void {
  io.stderr.write(`${style(io.stderr, 'yellow', 'note:')} ${text}\n`);
}
