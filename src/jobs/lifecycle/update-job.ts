import type { Instant } from '../../lib/time.ts';
import type { JobSpec, ProcessSpec } from '../job-spec.ts';
import { withEvent, type JobRecord } from './job-record.ts';
import type { ProcessRecord } from './process-record.ts';

/**
 * Takes a new definition, keeping the scale. Processes whose own part of the definition has not changed
 * are up to date as they are; `rollOut` replaces the others.
 */
export function updateJob(job: JobRecord, spec: JobSpec, now: Instant): JobRecord {
  const outdated = (['master', 'worker'] as const).filter(
    (role) => runs(job.spec, role) !== runs(spec, role),
  );
  const event = { at: now, type: 'Normal', reason: 'Updated', message: 'took a new definition' } as const;
  const updated = withEvent({ ...job, spec }, event);
  if (outdated.length === 0) return updated;
  const generation = job.generation + 1;
  const processes = job.processes.map((process): ProcessRecord =>
    outdated.includes(process.role) || process.generation < job.generation
      ? process
      : { ...process, generation },
  );
  return { ...updated, generation, processes };
}

/** All of the definition that a running process of this role depends on, as one text. */
function runs(spec: JobSpec, role: ProcessRecord['role']): string {
  const own: ProcessSpec | undefined = role === 'master' ? spec.master : spec.workers;
  const { image, runVolume, additionalVolumes, packageBundle, ports } = spec;
  return JSON.stringify([own, image, runVolume, additionalVolumes, packageBundle, ports]);
}
