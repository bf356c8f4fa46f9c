/** What is wrong with a value, in words that follow the parameter's name. Only inside this room: schemas turn it into an issue. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

/** A value as an error message quotes it: JSON, cut to a length that a line can hold. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? `a ${typeof value}`);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
