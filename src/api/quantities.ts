import { ValueError, show } from './value-error.ts';
import { numberIn } from './values.ts';
import { arriving, wireForm } from './wire-form.ts';

const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};
const LEAST = 2 ** 20;

/** Cores, as a number: `0.1`, `"0.5"`, or millicores: `"100m"`. At least a thousandth of a core. */
export function cores() {
  return wireForm(
    arriving.number,
    'cores from 0.001 to 100000, such as 0.5, "0.1" or "100m" (thousandths)',
    (value) => {
      const milli = typeof value === 'string' && /^\s*\d+(\.\d+)?m\s*$/.test(value);
      const amount = milli ? Number.parseFloat(value) / 1_000 : numberIn(value);
      return amount !== undefined && amount >= 0.001 && amount <= 100_000 ? amount : undefined;
    },
  );
}

/** Bytes, as a number: `"512Mi"`, `"512 Mi"`, `"2GiB"`, `"1.5G"`, or a number of bytes. At least 1 Mi. */
export function bytes() {
  return wireForm(
    arriving.number,
    'an amount of memory of at least 1Mi, such as 512Mi, 2Gi or 1.5G',
    (value) => {
      const [, number, unit] = /^\s*([\d.]+(?:[eE]\d+)?)\s*([a-zA-Z]*?)B?\s*$/.exec(String(value)) ?? [];
      const amount = numberIn(number);
      if (amount === undefined || unit === undefined) return undefined;
      const factor = Object.hasOwn(FACTORS, unit) ? FACTORS[unit] : undefined;
      if (factor === undefined)
        throw new ValueError(
          `has the unit ${show(unit)}; units are ${Object.keys(FACTORS).join(' ').trim()}`,
        );
      const total = Math.round(amount * factor);
      if (total < LEAST) throw new ValueError(`is ${show(value)}, ${total} bytes`);
      return Number.isSafeInteger(total) ? total : undefined;
    },
  );
}
