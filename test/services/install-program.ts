import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';
import type { Program } from './programs.ts';

const run = promisify(execFile);

/** Sees to it that a program is on this machine: from Debian's packages, else as an image. Yields why it is not. */
export async function installProgram(program: Program): Promise<string | undefined> {
  if ((await findProgram(program)) !== undefined) return undefined;
  const failures: string[] = [];
  for (const install of [fromDebian, fromDocker]) {
    try {
      await install(program);
      if ((await findProgram(program)) !== undefined) return undefined;
    } catch (error) {
      failures.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  return `${program.command} is not on the PATH; ${failures.join('; ')}`;
}

async function fromDebian({ debian }: Program): Promise<void> {
  await access('/etc/debian_version').catch(() => {
    throw new Error('this is no Debian');
  });
  if (process.getuid?.() !== 0) throw new Error(`only root can install Debian's ${debian}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // another run of the tests may be installing just now
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-q', '-y', '--no-install-recommends'];
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', ...options, debian], { env });
}

async function fromDocker({ image }: Program): Promise<void> {
  await run('docker', ['version']).catch(() => {
    throw new Error('no Docker answers');
  });
  await run('docker', ['pull', '--quiet', image]);
}
