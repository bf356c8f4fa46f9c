import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Program } from './programs.ts';

const run = promisify(execFile);

/** How to run a program: from a file, or in a container. */
export type Runnable =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'image'; readonly image: string; readonly command: string };

/** Undefined if it is not on this machine. */
export async function findProgram({ command, image }: Program): Promise<Runnable | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, command);
    if (await succeeds(access(file, constants.X_OK))) return { kind: 'file', path: file };
  }
  if (await succeeds(run('docker', ['image', 'inspect', image]))) return { kind: 'image', image, command };
  return undefined;
}

/** The program, or an error that says that it is not there. */
export async function programOnHand(program: Program): Promise<Runnable> {
  const found = await findProgram(program);
  if (found === undefined)
    throw new Error(`there is no ${program.name} (${program.command}) on this machine`);
  return found;
}

async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}
