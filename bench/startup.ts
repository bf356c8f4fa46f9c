import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');
const ROUNDS = 7;
const BARE = `require('node:http').createServer((_, a) => a.end('{}')).listen(Number(process.argv[1]), '127.0.0.1')`;

/** From the start of the process to its first answer, beside a bare server of the same Node. */
export async function startup(): Promise<void> {
  const bare: number[] = [];
  const service: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await timed((port) => ['-e', BARE, String(port)], '/'));
    service.push(await timed(serveArguments, '/getSystemStatus/'));
  }
  console.log(
    `From process start to the first answered request, median of ${ROUNDS}:\n` +
      `  juliarun serve           ${Math.round(median(service))} ms (${Math.round(Math.min(...service))} to ${Math.round(Math.max(...service))})\n` +
      `  bare http server         ${Math.round(median(bare))} ms\n` +
      `  ratio                    ${(median(service) / median(bare)).toFixed(1)}`,
  );
}

type ArgumentsFor = (port: number, folder: string) => readonly string[] | Promise<readonly string[]>;

async function serveArguments(port: number, folder: string): Promise<readonly string[]> {
  const config = path.join(folder, 'config.jsonc');
  await writeFile(config, JSON.stringify({ server: { port } }));
  return [MAIN, 'serve', '--config', config];
}

async function timed(argumentsFor: ArgumentsFor, url: string): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'juliarun-bench-'));
  const port = await freePort();
  const args = await argumentsFor(port, folder);
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  try {
    while (!(await answers(`http://127.0.0.1:${port}${url}`, child))) await sleep(2);
    return performance.now() - start;
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (import.meta.main) await startup();
