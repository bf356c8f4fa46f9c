import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A folder in which a process finds no space while a test says so. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
  fill(pid: number): Promise<void>;
  free(pid: number): Promise<void>;
}

/**
 * A file system of its own, filled to its last block. Where none may be mounted (in most containers) the kernel
 * lets the process write no further byte to any file instead.
 */
export async function smallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(path.join(tmpdir(), 'juliarun-disk-'));
  const mounted = await succeeds('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]);
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill: (pid) => (mounted ? fillWith(filler) : limit(pid, '0')),
    free: (pid) => (mounted ? rm(filler) : limit(pid, 'unlimited')),
    async [Symbol.asyncDispose]() {
      if (mounted) await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

/** The soft limit alone: whoever may not raise the hard one can still take it back. */
async function limit(pid: number, bytes: string): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
}

async function fillWith(file: string): Promise<void> {
  await using handle = await open(file, 'a');
  for (const size of [2 ** 20, 2 ** 12, 1]) {
    try {
      for (;;) await handle.write(Buffer.alloc(size, 1));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
}
