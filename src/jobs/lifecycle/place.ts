import type { Capacity } from '../cluster-status.ts';
import { lacking, minus, NOTHING, plus } from './amounts.ts';

/** A process that waits for a place, of which job, what it would reserve, and what its job reserves already. */
export interface Waiting {
  readonly id: number;
  readonly job: string;
  readonly process: string;
  readonly needs: Capacity;
  readonly beside: Capacity;
}

export interface Placement {
  readonly placed: readonly Waiting[];
  /** Why each of the others waits, by process. */
  readonly reasons: ReadonlyMap<string, string>;
}

/**
 * Gives places on one node to those that wait, in their order. The first that does not fit holds up
 * all behind it, so that small ones never starve a big one. Two kinds hold up nobody, since what is free
 * now would not help them: one that would not even fit an empty node (`misfit`), and one that would not
 * fit a node that holds nothing but the rest of its own job.
 */
export function place(waiting: Iterable<Waiting>, capacity: Capacity, free: Capacity): Placement {
  const placed: Waiting[] = [];
  const reasons = new Map<string, string>();
  const added = new Map<number, Capacity>();
  let left = free;
  let first: string | undefined;
  for (const one of waiting) {
    const own = plus(one.beside, added.get(one.id) ?? NOTHING);
    const never = neverFits(one, capacity, own);
    const lack = lacking(one.needs, left);
    if (never !== undefined) {
      reasons.set(one.process, never);
    } else if (first !== undefined) {
      reasons.set(
        one.process,
        first === one.job ? 'waits behind others of its job' : `waits behind ${first}`,
      );
    } else if (lack !== undefined) {
      first = one.job;
      reasons.set(one.process, `waits for capacity: needs ${lack.needs}, ${lack.there} free`);
    } else {
      placed.push(one);
      left = minus(left, one.needs);
      added.set(one.id, plus(added.get(one.id) ?? NOTHING, one.needs));
    }
  }
  return { placed, reasons };
}

function neverFits({ needs }: Waiting, capacity: Capacity, own: Capacity): string | undefined {
  const misfit = lacking(needs, capacity);
  if (misfit !== undefined) return `misfit: needs ${misfit.needs}, the largest node has ${misfit.there}`;
  const beside = lacking(needs, minus(capacity, own));
  return beside && `waits for capacity: needs ${beside.needs}, the rest of its job leaves ${beside.there}`;
}
