import type { AdminStep } from '../accounting/ports/store-admin.ts';

/** What a cleanup removes, or has removed, of so many totals and marks of windows. */
export function cleanupSteps({ totals, marks }: { totals: number; marks: number }): readonly AdminStep[] {
  if (totals === 0 && marks === 0) return [];
  return [{ action: 'delete totals', detail: `${totals} totals, and the marks of ${marks} windows` }];
}
