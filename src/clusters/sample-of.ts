import type { UsageSample } from '../accounting/ports/usage-source.ts';
import { NOTHING } from '../jobs/lifecycle/amounts.ts';
import type { JobRecord } from '../jobs/lifecycle/job-record.ts';
import type { ProcessRecord } from '../jobs/lifecycle/process-record.ts';

type Measured = Pick<UsageSample, 'at' | 'startedAt' | 'cpuNanos' | 'memoryBytes' | 'final'>;

/** What was measured of a process, with whose it is. */
export function sampleOf({ spec }: JobRecord, process: ProcessRecord, measured: Measured): UsageSample {
  const own = process.role === 'master' ? spec.master : spec.workers;
  return {
    namespace: spec.namespace,
    job: spec.name,
    process: process.name,
    role: process.role,
    ...(spec.user === undefined ? {} : { user: spec.user }),
    ...measured,
    request: process.held ?? NOTHING,
    limit: { cpu: own?.cpu.limit ?? 0, memory: own?.memory.limit ?? 0 },
  };
}
