import type { JobSpec, ProcessSpec } from '../../src/jobs/job-spec.ts';

const MEBI = 2 ** 20;

/** A process that asks for a tenth of a core and 64 MiB. */
export function processSpec(role: 'master' | 'worker', overrides: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    role,
    run: { kind: 'script', script: 'script.sh' },
    cpu: { request: 100, limit: 1_000 },
    memory: { request: 64 * MEBI, limit: 64 * MEBI },
    gpu: 0,
    env: {},
    restart: role === 'worker' ? 'Always' : 'OnFailure',
    ...overrides,
  };
}

/** A JuliaParBatchWorkers job with one worker. */
export function workersSpec(name: string, overrides: Partial<JobSpec> = {}): JobSpec {
  return {
    namespace: 'default',
    name,
    type: 'JuliaParBatchWorkers',
    owner: 'api',
    parameters: {},
    image: 'sh',
    runVolume: 'work',
    additionalVolumes: [],
    ports: [],
    external: false,
    workers: processSpec('worker'),
    nworkers: 1,
    doneWhen: 'workers-exit',
    retries: 6,
    terminationGrace: 5_000,
    ...overrides,
  };
}

/** A JuliaBatch job. */
export function batchSpec(name: string, overrides: Partial<JobSpec> = {}): JobSpec {
  const { workers: _, ...rest } = workersSpec(name);
  return {
    ...rest,
    type: 'JuliaBatch',
    master: processSpec('master'),
    nworkers: 0,
    doneWhen: 'master-exits',
    ...overrides,
  };
}

/** A JuliaParBatch job with two workers. */
export function parallelSpec(name: string, overrides: Partial<JobSpec> = {}): JobSpec {
  const workers = processSpec('worker');
  return { ...batchSpec(name), type: 'JuliaParBatch', workers, nworkers: 2, ...overrides };
}

/** A Generic job with one process that is a scalable service. */
export function serviceSpec(name: string, overrides: Partial<JobSpec> = {}): JobSpec {
  return { ...workersSpec(name), type: 'Generic', doneWhen: 'deleted', ...overrides };
}
