/** Does the work for every item, at most `most` at a time. The work must not reject. */
export async function concurrently<Item>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  async function lane(): Promise<void> {
    for (const item of left) await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
}
