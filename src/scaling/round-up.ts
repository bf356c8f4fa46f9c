const SLACK = 1e-9;

/** The next whole number, unless only rounding errors (1e-9, relative) are in the way of the one below. */
export function roundUp(value: number): number {
  if (Number.isInteger(value)) return value + 0;
  return Math.ceil(value - Math.abs(value) * SLACK) + 0;
}

/** Whether a ratio is close enough to 1 to leave things as they are; the bounds are inside. */
export function isWithin(tolerance: number, ratio: number): boolean {
  return Math.abs(ratio - 1) <= tolerance + SLACK;
}
