import type { DeclaredRequest } from './declared-request.ts';
import type { Existing } from './existing-jobs.ts';
import type { DeclaredEntry } from './ports/declared.ts';

/**
 * What is to be done about an entry. `replace`: delete and submit again, where an update cannot do it;
 * `adopt`: only remember it; `none`: it is as it was.
 */
export type Step = 'submit' | 'update' | 'replace' | 'drift' | 'taken' | 'keep' | 'adopt' | 'none';

/** What an entry meets: what was last done about it, and what there is under its name. */
export interface Circumstances {
  readonly record: DeclaredEntry | undefined;
  readonly existing: Existing | undefined;
  /** Whether what there is has exactly the entry's parameters; asked only if the entry is not as remembered. */
  readonly same: () => boolean;
  /** For a scaler: whether its job exists and has not ended. */
  readonly targetLives: boolean;
  /** Whether running jobs may be touched. Scalers always may. */
  readonly apply: boolean;
}

/** What the file's entry asks for, given how things are. */
export function planEntry(entry: DeclaredRequest, now: Circumstances): Step {
  const { record, existing } = now;
  const unchanged = record?.hash === entry.hash;
  const revives = entry.kind === 'scaler' && now.targetLives;
  if (unchanged && record.deletedByApi) return 'keep';
  if (existing === undefined) {
    // unchanged: it was there, has ended and been removed; only a scaler comes back, with its job
    return unchanged && !revives ? 'keep' : 'submit';
  }
  if (existing.spec.owner !== 'config' || existing.kind !== entry.kind) return 'taken';
  if (unchanged) return revives && existing.finished ? 'replace' : 'none';
  if (now.same()) return 'adopt'; // said in other words, or brought about by a caller
  if (entry.kind === 'job' && !now.apply) return 'drift';
  return canUpdate(entry, existing) ? 'update' : 'replace';
}

function canUpdate({ request }: DeclaredRequest, { kind, spec, finished }: Existing): boolean {
  if (spec.type !== request.type || finished) return false;
  return kind === 'scaler' || spec.parameters['run_volume'] === request.parameters['run_volume'];
}
