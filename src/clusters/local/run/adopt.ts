import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import type { Millis } from '../../../lib/time.ts';
import type { JobRecord } from '../../../jobs/lifecycle/job-record.ts';
import type { RunExit } from '../../../jobs/lifecycle/observation.ts';
import { isUp } from '../../../jobs/lifecycle/process-record.ts';
import { bootId, isAlive } from '../proc/process-identity.ts';
import type { MemoryGroups } from '../usage/memory-groups.ts';
import { newRun, type LiveRun } from './live-run.ts';
import type { Claim, RunFiles } from './run-files.ts';

export interface AdoptOptions {
  readonly jobs: Iterable<JobRecord>;
  readonly files: RunFiles;
  readonly groups: MemoryGroups | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** It still runs. */
  readonly up: (live: LiveRun, ports: Readonly<Record<string, number>>) => void;
  /** It has ended, as its shim has written, or otherwise like this. */
  readonly ended: (live: LiveRun, otherwise: RunExit) => Promise<void>;
  /** The run is none of those that should be: what is left of it must go. */
  readonly left: (run: string) => void;
}

const CLAIM_WAIT: Millis = 20;
const CLAIM_TRIES = 50;

/**
 * Takes over the runs of an earlier service. Each had its intent written before anything else, so it is
 * one of these:
 *
 *   its end is written          -> ended while nobody looked
 *   nobody has claimed it       -> claimed now, so that a late shim gives up; it never started
 *   claimed, its shim lives     -> runs
 *   claimed, its shim is gone   -> lost; through no fault of its own if the machine was started anew
 */
export async function adopt(options: AdoptOptions): Promise<void> {
  const known = new Set<string>();
  let adopted = 0;
  for (const job of options.jobs) {
    for (const process of job.processes) {
      if (process.run === undefined || !isUp(process)) continue;
      known.add(process.run);
      if (await adoptOne(newRun(job, process, process.run, process.startedAt ?? process.since), options))
        adopted++;
    }
  }
  for (const run of await options.files.all()) if (!known.has(run)) options.left(run);
  if (known.size > 0) options.log.info('adopted running processes', { adopted, ended: known.size - adopted });
}

async function adoptOne(live: LiveRun, options: AdoptOptions): Promise<boolean> {
  const { files, clock, up, ended } = options;
  const { run } = live;
  const cgroup = await options.groups?.find(run);
  if (cgroup !== undefined) live.cgroup = cgroup;
  const claim = await claimOf(run, options);
  const now = clock.now();
  if (claim.by === 'shim' && (await files.end(run)) === undefined && isAlive(claim.shim)) {
    const note = await files.note(run);
    live.shim = claim.shim;
    if (live.process.startedAt === undefined) live.startedAt = claim.at;
    up(live, note?.ports ?? {});
    return true;
  }
  if (claim.by === 'service') {
    const message = 'the service ended before it could be started';
    await ended(live, { at: now, reason: 'not-started', blameless: true, message });
  } else if (claim.by === 'shim' && claim.shim.boot !== bootId()) {
    await ended(live, {
      at: now,
      reason: 'lost',
      blameless: true,
      message: 'was lost when the machine went down',
    });
  } else {
    await ended(live, {
      at: now,
      reason: 'lost',
      message: 'it ended while no service ran, and did not say how',
    });
  }
  return false;
}

/** Who has the run, settled: a shim that is just writing its claim is waited for; if nobody has it, the service. */
async function claimOf(run: string, { files, clock }: AdoptOptions): Promise<Claim> {
  for (let attempt = 0; attempt < CLAIM_TRIES; attempt++) {
    const claim = await files.claim(run);
    if (claim.by === 'shim' || claim.by === 'service') return claim;
    if (claim.by === 'nobody' && (await files.claimForService(run))) return { by: 'service' };
    await clock.sleep(CLAIM_WAIT);
  }
  return { by: 'incomplete' };
}
