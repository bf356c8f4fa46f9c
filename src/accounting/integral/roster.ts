import type { Series, Tags } from '../points.ts';
import { identityKey, identityOf, tagsKey } from './identity.ts';
import { ProcessTally } from './process-tally.ts';
import type { Reader } from './reader.ts';
import type { Slices } from './slices.ts';

/** Series with the same tags: each measurement's number, and the process that they are of. */
interface Kin {
  readonly process: ProcessTally;
  readonly numbers: Map<string, number>;
}

/** Whose series are: all processes that were met, and the numbers of their series. */
export class Roster {
  readonly #slices: Slices;
  readonly #accountTag: string;
  readonly #kin = new Map<string, Kin>();
  readonly #processes = new Map<string, ProcessTally>();

  constructor({ slices, accountTag }: { slices: Slices; accountTag: string }) {
    this.#slices = slices;
    this.#accountTag = accountTag;
  }

  get processes(): Iterable<ProcessTally> {
    return this.#processes.values();
  }

  /** The number of a series; a new one gets it from its reader. */
  enter({ measurement, tags }: Series, reader: Reader): number {
    const { process, numbers } = this.#kinOf(tags);
    const known = numbers.get(measurement);
    if (known !== undefined) return known;
    const number = reader.add(measurement, process);
    numbers.set(measurement, number);
    return number;
  }

  /** The number of a series if points of it were met. */
  find({ measurement, tags }: Series): number | undefined {
    return this.#kin.get(tagsKey(tags))?.numbers.get(measurement);
  }

  /** The process of a series if points of it were met, of this series or another. */
  process({ tags }: Series): ProcessTally | undefined {
    return this.#processes.get(identityKey(identityOf(tags, this.#accountTag)));
  }

  #kinOf(tags: Tags): Kin {
    const key = tagsKey(tags);
    const known = this.#kin.get(key);
    if (known !== undefined) return known;
    const kin = { process: this.#processOf(tags), numbers: new Map<string, number>() };
    this.#kin.set(key, kin);
    return kin;
  }

  #processOf(tags: Tags): ProcessTally {
    const identity = identityOf(tags, this.#accountTag);
    const key = identityKey(identity);
    const known = this.#processes.get(key);
    if (known !== undefined) return known;
    const process = new ProcessTally({ ...identity, slices: this.#slices });
    this.#processes.set(key, process);
    return process;
  }
}
