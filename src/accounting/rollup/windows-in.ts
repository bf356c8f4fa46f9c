import { windowAt } from '../windows.ts';
import type { Span } from './span.ts';

/** The numbers of the windows that some time of a span lies in. */
export function windowsIn({ from, to }: Span): readonly number[] {
  const first = windowAt(from);
  return Array.from({ length: Math.max(0, windowAt(to - 1n) - first + 1) }, (_, at) => first + at);
}
