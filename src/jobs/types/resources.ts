import type { Amount, ProcessSpec } from '../job-spec.ts';

/** Resources of a process as parameters give them: cores and bytes. */
export interface Resources {
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
  readonly gpu?: number;
}

/** What a process gets that says nothing: cores, and Mi of memory. */
interface Standard {
  readonly cpu: Amount;
  readonly memory: Amount;
}

const MI = 2 ** 20;

/** Most processes: a little is promised, more may be used. */
const burst: Standard = { cpu: { request: 0.1, limit: 1 }, memory: { request: 512, limit: 1_024 } };

/** What builds packages. */
export const builder: Standard = { cpu: { request: 1, limit: 2 }, memory: { request: 4_096, limit: 8_192 } };

/** What queues messages. */
export const queue: Standard = { cpu: { request: 1, limit: 2 }, memory: { request: 4_096, limit: 4_096 } };

/** A value given is both promised and the most; without one the standard holds. */
export function resources(given: Resources, standard = burst): Pick<ProcessSpec, 'cpu' | 'memory' | 'gpu'> {
  const { cpu, memory, gpu = 0 } = given;
  return {
    cpu: scaled(cpu === undefined ? standard.cpu : { request: cpu, limit: cpu }, 1_000),
    memory: memory === undefined ? scaled(standard.memory, MI) : { request: memory, limit: memory },
    gpu,
  };
}

function scaled(amount: Amount, factor: number): Amount {
  return { request: Math.round(amount.request * factor), limit: Math.round(amount.limit * factor) };
}
