import type { ProcessSpec, Restart } from '../job-spec.ts';
import { runScript } from './common.ts';
import { resources } from './resources.ts';

/** The parameters of workers that stand beside a master. */
interface WorkerParameters {
  readonly worker_cpu?: number | undefined;
  readonly worker_memory?: number | undefined;
  readonly worker_gpu: number;
  readonly worker_shell?: string | undefined;
  readonly worker_envvars: Readonly<Record<string, string>>;
  readonly worker_start_script?: string | undefined;
  readonly restart: Restart;
}

/** The workers beside a master; none without a script for them. */
export function workersBesideMaster(parameters: WorkerParameters): { readonly workers?: ProcessSpec } {
  const { worker_start_script: script, worker_cpu: cpu, worker_memory: memory, worker_gpu: gpu } = parameters;
  if (script === undefined) return {};
  return {
    workers: {
      role: 'worker',
      run: runScript(script, parameters.worker_shell),
      ...resources({ cpu, memory, gpu }),
      env: parameters.worker_envvars,
      restart: parameters.restart,
    },
  };
}
