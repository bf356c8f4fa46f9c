/** How deep lists and objects may lie in each other. */
export const DEEPEST = 64;

/** Whether a value is nested deeper than any that is meant; such a value must not be walked, not even to print it. */
export function isTooDeep(value: unknown, levels = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isTooDeep(part, levels - 1));
}
