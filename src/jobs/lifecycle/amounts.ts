import type { Capacity } from '../cluster-status.ts';
import type { ProcessSpec } from '../job-spec.ts';

export const NOTHING: Capacity = { cpu: 0, memory: 0, gpu: 0 };

/** What a process reserves while it has a place. */
export function requestOf(spec: ProcessSpec): Capacity {
  return { cpu: spec.cpu.request, memory: spec.memory.request, gpu: spec.gpu };
}

export function plus(a: Capacity, b: Capacity): Capacity {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory, gpu: a.gpu + b.gpu };
}

export function minus(a: Capacity, b: Capacity): Capacity {
  return { cpu: a.cpu - b.cpu, memory: a.memory - b.memory, gpu: a.gpu - b.gpu };
}

/** The first resource of which `needs` asks more than there is, in words; undefined if it fits. */
export function lacking(needs: Capacity, there: Capacity): { needs: string; there: string } | undefined {
  if (needs.cpu > there.cpu) return { needs: cores(needs.cpu), there: cores(there.cpu) };
  if (needs.memory > there.memory) return { needs: bytes(needs.memory), there: bytes(there.memory) };
  if (needs.gpu > there.gpu) return { needs: gpus(needs.gpu), there: gpus(there.gpu) };
  return undefined;
}

function cores(millis: number): string {
  const count = Math.max(0, millis) / 1_000;
  return `${count} ${count === 1 ? 'core' : 'cores'}`;
}

function bytes(count: number): string {
  const mebi = Math.max(0, count) / 2 ** 20;
  return mebi >= 1_024 ? `${Math.round(mebi / 102.4) / 10} GiB` : `${Math.round(mebi * 10) / 10} MiB`;
}

function gpus(count: number): string {
  return `${Math.max(0, count)} ${count === 1 ? 'GPU' : 'GPUs'}`;
}
