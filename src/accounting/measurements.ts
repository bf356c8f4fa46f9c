/** Where metrics lie: measurements by Heapster's names. */
export const CPU_USAGE = 'cpu/usage';
export const CPU_RATE = 'cpu/usage_rate';
export const CPU_REQUEST = 'cpu/request';
export const CPU_LIMIT = 'cpu/limit';
export const MEMORY_USAGE = 'memory/usage';
export const MEMORY_REQUEST = 'memory/request';
export const MEMORY_LIMIT = 'memory/limit';
export const GPU_REQUEST = 'gpu/request';

/** The level of points that are ours: one container, that is one process. */
export const POINT_TYPE = 'pod_container';

const MEASURED: Readonly<Record<string, string>> = {
  cpu: CPU_RATE,
  mem: MEMORY_USAGE,
  memory: MEMORY_USAGE,
  gpu: GPU_REQUEST,
};

/** Whether the service itself measures what a name of the API stands for. */
export function isMeasured(name: string): boolean {
  return Object.hasOwn(MEASURED, name);
}

/** The measurement that a name of the API stands for: millicores, bytes, devices; its own for any other name. */
export function measurementOf(name: string): string {
  return (isMeasured(name) ? MEASURED[name] : undefined) ?? name;
}
