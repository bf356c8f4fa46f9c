import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidError } from '../../../lib/errors.ts';

/** Where a job may have its files. */
export interface FileRoots {
  /** Folders by volume name: those that the job sees. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly runVolume: string;
  /** Folders outside the volumes. */
  readonly scriptRoots: readonly string[];
}

/**
 * The real place of a file that a job names: `/mnt/<volume>/...`, relative to the run volume, or
 * absolute below a script root. InvalidError if it lies elsewhere or there is no such file; `what` names
 * the parameter.
 */
export async function findFile(what: string, named: string, roots: FileRoots): Promise<string> {
  const { found, below } = locate(what, named, roots);
  const inside = path.relative(below, found);
  if (inside.startsWith('..') || path.isAbsolute(inside)) {
    throw new InvalidError(
      'file-outside',
      `${what} "${named}" leads out of ${below}; keep it below that folder`,
    );
  }
  if (!(await isReadableFile(found))) {
    const at = found === named ? '' : ` (looked for ${found})`;
    throw new InvalidError(
      'missing-file',
      `${what} "${named}" does not exist or cannot be read${at}; create it or mend the path`,
    );
  }
  return found;
}

/** The program of this name on the PATH, or at this absolute path. InvalidError if there is none. */
export async function findProgram(
  what: string,
  named: string,
  search = process.env['PATH'] ?? '',
): Promise<string> {
  const candidates = named.includes('/')
    ? [named]
    : search.split(':').map((folder) => path.join(folder, named));
  for (const candidate of candidates)
    if (path.isAbsolute(candidate) && (await isExecutable(candidate))) return candidate;
  const where = named.includes('/')
    ? 'there is no executable file'
    : `not found on the PATH of the service (${search})`;
  throw new InvalidError('missing-program', `${what} "${named}": ${where}; install it or mend the name`);
}

function locate(
  what: string,
  named: string,
  { volumes, runVolume, scriptRoots }: FileRoots,
): { found: string; below: string } {
  const [, volume, rest] = /^\/mnt\/([^/]+)(?:\/(.*))?$/.exec(named) ?? [];
  const mounted = volume === undefined ? undefined : volumes.get(volume);
  if (mounted !== undefined) return { found: path.join(mounted, rest ?? ''), below: mounted };
  const work = volumes.get(runVolume);
  if (!path.isAbsolute(named) && work !== undefined) return { found: path.join(work, named), below: work };
  const root = scriptRoots.find((folder) => !path.relative(folder, named).startsWith('..'));
  if (root !== undefined) return { found: path.normalize(named), below: root };
  const known = [...volumes.keys()].map((name) => `/mnt/${name}/`).join(', ');
  throw new InvalidError(
    'file-outside',
    `${what} "${named}" lies in no volume of the job (${known}) and below no folder of compute.script_roots; move it, attach its volume, or add its folder to script_roots`,
  );
}

async function isReadableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
