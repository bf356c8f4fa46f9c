const TAG = '$nanos';

/** JSON text of plain data that holds instants: each bigint becomes an object of its decimal text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? { [TAG]: String(part) } : part,
  );
}

/** What `toJson` was given. The type is the caller's knowledge of what it wrote. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it stands for what the reader knows
export function fromJson<T>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this program writes these texts
  return JSON.parse(text, (_key, part: unknown) => (isTagged(part) ? BigInt(part[TAG]) : part)) as T;
}

function isTagged(part: unknown): part is { readonly [TAG]: string } {
  return typeof part === 'object' && part !== null && TAG in part;
}
