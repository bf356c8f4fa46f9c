const TAG = '$nanos';

/** JSON text of plain data that holds instants: each bigint becomes an object of its decimal text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? { [TAG]: String(part) } : part));
}

/** What `toJson` was given. The type is the caller's knowledge of what it wrote. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text, (_key, part: unknown) => (isTagged(part) ? BigInt(part[TAG]) : part)) as T;
}

function isTagged(part: unknown): part is { readonly [TAG]: string } {
  return typeof part === 'object' && part !== null && TAG in part;
}
