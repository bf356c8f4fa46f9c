import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.ts';
import type { Runnable } from './find-program.ts';

const run = promisify(execFile);

export interface ServerProcessOptions {
  readonly runnable: Runnable;
  readonly args: readonly string[];
  /** What it reads and writes; a container sees it under the same path. */
  readonly folder: string;
  /** What it prints. */
  readonly logFile: string;
  /** Whether it answers; a rejection means not yet. */
  readonly ready: () => Promise<boolean>;
}

/** A server that runs for a test: it can be stopped, killed, and started again with the same arguments. */
export class ServerProcess implements AsyncDisposable {
  readonly #options: ServerProcessOptions;
  readonly #container = `juliarun-test-${randomUUID()}`;
  #child: ChildProcess | undefined;

  constructor(options: ServerProcessOptions) {
    this.#options = options;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  /** Resolves when it answers. Rejects with the end of its log if it ends instead. */
  async start(): Promise<void> {
    const { logFile, ready } = this.#options;
    const child = await this.#spawn();
    this.#child = child;
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    await eventually(
      async () => child.exitCode !== null || child.signalCode !== null || (await ready()),
      Boolean,
    );
    if (child.exitCode === null && child.signalCode === null) return;
    this.#child = undefined;
    throw new Error(`the server ended at once: ${(await readFile(logFile, 'utf8')).slice(-1_000)}`);
  }

  /** Ends it in its own way. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Ends it without a warning. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #spawn(): Promise<ChildProcess> {
    const { runnable, args, folder, logFile } = this.#options;
    await using log = await open(logFile, 'a');
    const stdio = ['ignore', log.fd, log.fd] as const;
    if (runnable.kind === 'file') return spawn(runnable.path, args, { stdio: [...stdio] });
    const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
    const options = ['--rm', '--name', this.#container, '--network', 'host', '--user', user];
    const command = [...options, '-v', `${folder}:${folder}`, runnable.image, runnable.command, ...args];
    return spawn('docker', ['run', ...command], { stdio: [...stdio] });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    if (this.#options.runnable.kind === 'file') child.kill(signal);
    else await run('docker', ['kill', '--signal', signal, this.#container]);
    await exited;
  }
}
