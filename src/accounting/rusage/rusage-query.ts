import type { Instant } from '../../lib/time.ts';
import type { Level } from '../totals.ts';
import type { Resource } from './resources.ts';

/** What was used by whom, when. */
export interface RusageQuery {
  readonly from: Instant;
  /** Not in the period any more. */
  readonly to: Instant;
  readonly resources: readonly Resource[];
  readonly by: Level;
  /** undefined: all. */
  readonly namespaces: readonly string[] | undefined;
  /** Called now and then, with equal steps done and to do. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}
