import { jobKey, type JobRef } from './job-ref.ts';

/** An entry of the configuration file by its name. */
export interface DeclaredRef extends JobRef {
  readonly kind: 'job' | 'scaler';
}

/** One text for one entry, for maps. */
export function declaredKey(entry: DeclaredRef): string {
  return `${entry.kind} ${jobKey(entry)}`;
}
