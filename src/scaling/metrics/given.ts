/** `{ name: value }`, or nothing for a value that was not given: optional properties are left out, not undefined. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value };
export function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}
