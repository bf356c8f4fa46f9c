import type { Tags } from '../accounting/points.ts';
import { InvalidError } from '../lib/errors.ts';

const FIELDS: readonly string[] = ['account', 'job', 'user', 'resource'];

/** Totals are picked by their own fields. InvalidError for another one. */
export function checkTotalsFilter(match: Tags): void {
  for (const name of Object.keys(match)) {
    if (!FIELDS.includes(name)) {
      throw new InvalidError('bad-filter', `totals have no "${name}"; they have ${FIELDS.join(', ')}`);
    }
  }
}
