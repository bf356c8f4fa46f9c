import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import type { Capacity } from '../../../jobs/cluster-status.ts';

const AT_PAGESZ = 6n;

/** Clock ticks a second, the unit of CPU times in /proc: a constant of Linux's interface to programs. */
const TICKS_PER_SECOND = 100;

/** Nanoseconds of CPU time. */
export function ticksToNanos(ticks: number): number {
  return ticks * (1_000_000_000 / TICKS_PER_SECOND);
}

/** Bytes in a page of memory, from the vector that the kernel hands to each program. */
export function pageSize(): number {
  const vector = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (vector.readBigUInt64LE(at) === AT_PAGESZ) return Number(vector.readBigUInt64LE(at + 8));
  }
  return 4_096;
}

/** What this machine has, where the configuration does not say what jobs may have of it. */
export function machineCapacity(limits: {
  cpu?: number | undefined;
  memory?: number | undefined;
  gpu: number;
}): Capacity {
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return {
    cpu: limits.cpu ?? availableParallelism() * 1_000,
    memory: limits.memory ?? memory,
    gpu: limits.gpu,
  };
}

/** The first port that the system gives out by itself to connections; those below stay free of them. */
export function firstEphemeralPort(): number {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
  } catch {
    return 32_768;
  }
}
