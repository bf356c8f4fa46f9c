import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '../../../lib/time.ts';
import { fromJson } from '../state/bigint-json.ts';
import { bootId, parseClaim, type ProcessIdentity } from '../proc/process-identity.ts';

/** What the service writes about a run before it starts it. */
export interface RunNote {
  readonly boot: string;
  readonly ports: Readonly<Record<string, number>>;
}

/** How a run ended, as its shim wrote it. */
export interface RunEnd {
  readonly exitCode: number;
  readonly at: Instant;
  /** CPU time of the command and all that was waited for below it. */
  readonly cpuNanos: number;
}

/** Who may start a run: nobody has claimed it, this service has, its shim is just doing so, or has done so. */
export type Claim =
  | { readonly by: 'nobody' | 'service' | 'incomplete' }
  | { readonly by: 'shim'; readonly shim: ProcessIdentity; readonly at: Instant };

const END_FILE_SIZE = 512;
const SERVICE_CLAIM = 'service\n';

/** The files by which a run is known beyond the life of the service: `runs/<run>/` and `exits/<run>`. */
export class RunFiles {
  readonly runs: string;
  readonly exits: string;

  constructor(state: string) {
    this.runs = path.join(state, 'runs');
    this.exits = path.join(state, 'exits');
  }

  async prepareFolders(): Promise<void> {
    for (const folder of [this.runs, this.exits]) await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  folder(run: string): string {
    return path.join(this.runs, run);
  }

  exit(run: string): string {
    return path.join(this.exits, run);
  }

  /** All that is needed before the shim starts. The file for its end gets its blocks now, while there are some. */
  async prepare(run: string, ports: RunNote['ports']): Promise<void> {
    await mkdir(this.folder(run), { recursive: true, mode: 0o700 });
    const note: RunNote = { boot: bootId(), ports };
    await writeFile(path.join(this.folder(run), 'run.json'), JSON.stringify(note));
    await writeFile(`${this.exit(run)}.tmp`, ' '.repeat(END_FILE_SIZE));
  }

  async note(run: string): Promise<RunNote | undefined> {
    const text = await readText(path.join(this.folder(run), 'run.json'));
    try {
      return text === undefined ? undefined : fromJson<RunNote>(text);
    } catch {
      return undefined;
    }
  }

  async claim(run: string): Promise<Claim> {
    const file = path.join(this.folder(run), 'pid');
    const text = await readText(file);
    if (text === undefined) return { by: 'nobody' };
    if (text === SERVICE_CLAIM) return { by: 'service' };
    const note = await this.note(run);
    const shim = note && parseClaim(text, note.boot);
    if (shim === undefined) return { by: 'incomplete' };
    return { by: 'shim', shim, at: (await stat(file, { bigint: true })).mtimeNs };
  }

  /** Claims a run for the service, so that no shim will ever start it. False if another was first. */
  async claimForService(run: string): Promise<boolean> {
    await mkdir(this.folder(run), { recursive: true, mode: 0o700 });
    try {
      await using file = await open(path.join(this.folder(run), 'pid'), 'wx');
      await file.writeFile(SERVICE_CLAIM);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  }

  /** Undefined while the run has not ended, or if its shim could not say so. */
  async end(run: string): Promise<RunEnd | undefined> {
    const text = await readText(this.exit(run));
    if (text === undefined) return undefined;
    const { mtimeNs } = await stat(this.exit(run), { bigint: true });
    return parseEnd(text, mtimeNs);
  }

  /** Remembers why the service kills a run, should it be gone when the run has ended. */
  async noteReason(run: string, reason: string): Promise<void> {
    await writeFile(path.join(this.folder(run), 'reason'), reason).catch(() => {});
  }

  async reason(run: string): Promise<string | undefined> {
    return readText(path.join(this.folder(run), 'reason'));
  }

  async remove(run: string): Promise<void> {
    for (const file of [this.exit(run), `${this.exit(run)}.tmp`, this.folder(run)]) {
      await rm(file, { recursive: true, force: true });
    }
  }

  /** Every run that left something. */
  async all(): Promise<readonly string[]> {
    const names = [...(await readdir(this.runs)), ...(await readdir(this.exits))];
    return [...new Set(names.map((name) => name.replace(/\.tmp$/, '')))];
  }
}

/** The shim's lines: exit status, its own CPU times, those of its children; then blanks. */
export function parseEnd(text: string, at: Instant): RunEnd | undefined {
  const [status, , children] = text.split('\n');
  const exitCode = Number.parseInt(status ?? '', 10);
  if (!Number.isInteger(exitCode)) return undefined;
  const seconds = [...(children ?? '').matchAll(/(\d+)m([\d.,]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest?.replace(',', '.')),
    0,
  );
  return { exitCode, at, cpuNanos: Math.round(seconds * 1e9) };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}
