import type { Owner } from '../../../accounting/totals.ts';
import { numberIn, textIn } from '../../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../../lib/sqlite/statement-cache.ts';
import { codeOf } from './levels.ts';
import type { OwnerDay } from './totals-chunks.ts';

const FIND =
  'SELECT id, last_day FROM owners WHERE level = ? AND namespace = ? AND account = ? AND job = ? AND user = ?';
const UPSERT = `
  INSERT INTO owners (level, namespace, account, job, user, last_day) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET last_day = excluded.last_day RETURNING id`;

/** An owner with its id. */
export interface StoredOwner extends Owner {
  readonly id: number;
}

/** The id of an owner, who is known to have totals on that day from now on. */
export function ownerId(
  statements: StatementCache,
  { level, namespace, account, job, user, day }: OwnerDay,
): number {
  const owner = [codeOf(level), namespace, account, job, user];
  const found = statements.get(FIND).get(...owner);
  if (found !== undefined && numberIn(found, 'last_day') >= day) return numberIn(found, 'id');
  return Number(statements.get(UPSERT).get(...owner, day)?.['id']);
}

/** Those that still have totals. */
export function describeOwners(statements: StatementCache, ids: readonly number[]): readonly StoredOwner[] {
  const statement = statements.get('SELECT namespace, account, job, user FROM owners WHERE id = ?');
  return ids.flatMap((id): StoredOwner[] => {
    const row = statement.get(id);
    if (row === undefined) return [];
    const [namespace, account] = [textIn(row, 'namespace'), textIn(row, 'account')];
    return [{ id, namespace, account, job: textIn(row, 'job'), user: textIn(row, 'user') }];
  });
}
