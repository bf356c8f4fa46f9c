import { InvalidError } from '../lib/errors.ts';
import { builtInTypes } from './types/built-in-types.ts';
import type { JobType } from './job-type.ts';
import { suggestion } from './suggest.ts';

/** The types that jobs may have: the built-in ones, and those that users' modules register. */
export class JobTypes {
  readonly #types = new Map<string, JobType>(builtInTypes.map((type) => [type.name, type]));

  /** InvalidError if the name is taken. */
  register(type: JobType): void {
    if (this.#types.has(type.name))
      throw new InvalidError('type-taken', `there is already a job type "${type.name}"`);
    this.#types.set(type.name, type);
  }

  /** InvalidError (`unknown-type`) with a suggestion; `others` are types that somebody else knows. */
  get(name: string, others: readonly string[] = []): JobType {
    const type = this.#types.get(name);
    if (type !== undefined) return type;
    const known = [...this.names, ...others];
    const hint = suggestion(name, known) || `; types are ${known.join(', ')}`;
    throw new InvalidError('unknown-type', `there is no job type "${name}"${hint}`);
  }

  get names(): readonly string[] {
    return [...this.#types.keys()];
  }
}
