import { toRfc3339, type Instant } from '../../lib/time.ts';

/** An instant on the wire, or null if there is none. */
export function instantText(instant: Instant | undefined): string | null {
  return instant === undefined ? null : toRfc3339(instant);
}
