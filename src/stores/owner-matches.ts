import type { Owner } from '../accounting/totals.ts';

/** Whether an owner has all the names asked for. */
export function ownerMatches({ namespace, account, job, user }: Owner, match: Partial<Owner>): boolean {
  return (
    namespace === (match.namespace ?? namespace) &&
    account === (match.account ?? account) &&
    job === (match.job ?? job) &&
    user === (match.user ?? user)
  );
}
