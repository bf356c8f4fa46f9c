import type { DeclaredRef } from './declared-ref.ts';

/** What bringing the cluster in line with the file has done. */
export interface DeclaredReport {
  readonly submitted: readonly DeclaredRef[];
  readonly updated: readonly DeclaredRef[];
  readonly deleted: readonly DeclaredRef[];
  /** Jobs that are not as the file says, and were left alone. */
  readonly drift: readonly (DeclaredRef & { readonly change: 'changed' | 'removed' })[];
  /** Could not be done; tried again the next time. */
  readonly failed: readonly (DeclaredRef & { readonly reason: string })[];
  /** Stay away, because they were deleted through the API or have ended and been removed, until their entry changes. */
  readonly kept: readonly DeclaredRef[];
}
