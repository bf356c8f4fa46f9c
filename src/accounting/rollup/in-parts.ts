/** Rows that are handed to a store at once: a few milliseconds of the event loop. */
const PART = 1_000;

/** Does something with all items, some at a time. */
export async function inParts<T>(
  items: Iterable<T>,
  act: (part: readonly T[]) => Promise<void>,
): Promise<void> {
  let part: T[] = [];
  for (const item of items) {
    part.push(item);
    if (part.length < PART) continue;
    await act(part);
    part = [];
  }
  if (part.length > 0) await act(part);
}
