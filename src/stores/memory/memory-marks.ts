import type { WindowMark } from '../../accounting/totals.ts';
import { WINDOW } from '../../accounting/windows.ts';
import type { Instant } from '../../lib/time.ts';

/** Marks by the start of their windows. */
export class MemoryMarks {
  readonly #marks = new Map<Instant, WindowMark>();

  get count(): number {
    return this.#marks.size;
  }

  write(marks: readonly WindowMark[]): void {
    for (const mark of marks) this.#marks.set(mark.start, mark);
  }

  /** Those of windows that start in [from, to), in their order. */
  between(from: Instant, to: Instant): readonly WindowMark[] {
    const found = [...this.#marks.values()].filter(({ start }) => from <= start && start < to);
    return found.toSorted((a, b) => (a.start < b.start ? -1 : 1));
  }

  expire(endedBy: Instant): void {
    for (const start of this.#marks.keys()) if (start + WINDOW <= endedBy) this.#marks.delete(start);
  }

  clear(): void {
    this.#marks.clear();
  }
}
