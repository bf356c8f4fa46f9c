import { arriving, wireForm } from './wire-form.ts';

/** The most workers that a job may be asked to have. */
export const MOST_WORKERS = 100_000;

/** A scale to go to, or the levels of a range to go through, first to last. */
export type Parallelism = number | { readonly from: number; readonly step: number; readonly to: number };

/** `4`, `1:10` or `1:3:10` (also downwards, `10:-3:1`), as Julia writes ranges. A range must hold at least one level. */
export function parallelism() {
  const allowed = `a whole number from 0 to ${MOST_WORKERS}, or a range of them: A:B or A:STEP:B`;
  return wireForm(arriving.number, allowed, (value): Parallelism | undefined => {
    const parts = String(value).split(':');
    if (!parts.every((part) => /^\s*[+-]?\d{1,6}(\.0+)?\s*$/.test(part))) return undefined;
    const [from, second, third] = parts.map(Number);
    if (from === undefined || parts.length > 3 || !isLevel(from)) return undefined;
    if (second === undefined) return from;
    const [step, to] = third === undefined ? [1, second] : [second, third];
    return isLevel(to) && (step > 0 ? to >= from : step < 0 && to <= from) ? { from, step, to } : undefined;
  });
}

function isLevel(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= MOST_WORKERS;
}
