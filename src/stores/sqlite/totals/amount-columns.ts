import type { Amounts } from '../../../accounting/totals.ts';

/** How many columns the amounts are. */
export const AMOUNTS = 8;

/** The columns of a row in the tables of totals, in the order of `putAmounts`. */
export const AMOUNT_COLUMNS = [
  'cpu',
  'mem',
  'gpu',
  'cpu_requested',
  'mem_requested',
  'count',
  'seconds',
  'alive',
] as const;

export const SUMS = AMOUNT_COLUMNS.map((column) => `sum(${column})`).join(', ');

/** Writes the amounts of one row into a column of rows. */
export function putAmounts(column: Float64Array, row: number, amounts: Amounts): void {
  const { cpu, mem, gpu, cpuRequested, memRequested, count, seconds, alive } = amounts;
  column.set([cpu, mem, gpu, cpuRequested, memRequested, count, seconds, alive], row * AMOUNTS);
}

export function amountsAt(column: Float64Array, row: number): Amounts {
  const at = (place: number): number => column[row * AMOUNTS + place] ?? 0;
  return {
    cpu: at(0),
    mem: at(1),
    gpu: at(2),
    cpuRequested: at(3),
    memRequested: at(4),
    count: at(5),
    seconds: at(6),
    alive: at(7),
  };
}
