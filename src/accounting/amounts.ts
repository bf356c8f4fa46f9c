import type { Amounts } from './totals.ts';

/** What nothing used. */
export const none: Amounts = {
  cpu: 0,
  mem: 0,
  gpu: 0,
  cpuRequested: 0,
  memRequested: 0,
  count: 0,
  seconds: 0,
  alive: 0,
};

/** Amounts of disjoint times, or of different processes, together. */
export function add(a: Amounts, b: Amounts): Amounts {
  return {
    cpu: a.cpu + b.cpu,
    mem: a.mem + b.mem,
    gpu: a.gpu + b.gpu,
    cpuRequested: a.cpuRequested + b.cpuRequested,
    memRequested: a.memRequested + b.memRequested,
    count: a.count + b.count,
    seconds: a.seconds + b.seconds,
    alive: a.alive + b.alive,
  };
}
