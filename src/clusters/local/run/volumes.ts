import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidError } from '../../../lib/errors.ts';
import type { JobSpec } from '../../../jobs/job-spec.ts';
import { volumesOf, type Storage } from '../../schema.ts';

/** The volumes of this machine: each is a folder. */
export class Volumes {
  readonly #folders = new Map<string, string>();
  readonly #foreign = new Map<string, string>();
  readonly #scratch: readonly string[];

  /** Scratch volumes lie below `scratch`. */
  constructor(storage: Storage, scratch: string) {
    for (const { name, path: folder } of storage.hostpath) this.#folders.set(name, folder);
    for (const { name } of storage.scratch) this.#folders.set(name, path.join(scratch, name));
    for (const { name, kind } of volumesOf(storage))
      if (!this.#folders.has(name)) this.#foreign.set(name, kind);
    this.#scratch = storage.scratch.map(({ name }) => path.join(scratch, name));
  }

  /** Makes the folders of scratch volumes. */
  async prepare(): Promise<void> {
    for (const folder of this.#scratch) await mkdir(folder, { recursive: true });
  }

  /** The folders of the volumes that a job sees, by name. InvalidError if one is unknown or its folder is missing. */
  async of(spec: JobSpec): Promise<ReadonlyMap<string, string>> {
    const seen = new Map<string, string>();
    const bundle = spec.packageBundle === undefined ? [] : [spec.packageBundle];
    for (const name of [spec.runVolume, ...spec.additionalVolumes, ...bundle]) {
      const folder = this.#folders.get(name);
      if (folder === undefined) throw this.#unknown(name);
      if (!(await isFolder(folder))) throw missing(name, folder);
      seen.set(name, folder);
    }
    return seen;
  }

  #unknown(name: string): InvalidError {
    const kind = this.#foreign.get(name);
    if (kind !== undefined) {
      return new InvalidError(
        'unsupported-volume',
        `volume "${name}" is configured under storage.${kind}, which the local cluster cannot mount; use hostpath or scratch`,
      );
    }
    const names = [...this.#folders.keys()].map((known) => `"${known}"`).join(', ');
    return new InvalidError(
      'unknown-volume',
      `there is no volume "${name}"; ${names === '' ? 'none are configured: add one under storage.hostpath' : `configured are ${names}`}`,
    );
  }
}

/** Text in which `/mnt/<volume>` of the volumes seen is replaced by their folders. */
export function rewriteMounts(text: string, volumes: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /(?<![\w./-])\/mnt\/([\w.-]+)/g,
    (whole, name: string) => volumes.get(name) ?? whole,
  );
}

async function isFolder(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch {
    return false;
  }
}

function missing(name: string, folder: string): InvalidError {
  return new InvalidError(
    'missing-volume',
    `volume "${name}" is the folder ${folder}, which does not exist; create it, or mend its path`,
  );
}
