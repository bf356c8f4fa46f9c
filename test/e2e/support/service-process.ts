import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { killProcessesIn } from './processes.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

type CallParameters = Readonly<Record<string, string | number>>;

/** The real service: `node src/main.ts serve` in a folder of its own, as a user runs it. */
export class ServiceProcess implements AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  readonly #port: number;
  #child: ChildProcess | undefined;
  output = '';

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async create(): Promise<ServiceProcess> {
    const folder = await mkdtemp(path.join(tmpdir(), 'juliarun-e2e-'));
    return new ServiceProcess(folder, await freePort());
  }

  get pid(): number {
    return this.#child?.pid ?? Number.NaN;
  }

  async configure(config: object): Promise<void> {
    const file = { server: { port: this.#port }, ...config };
    await writeFile(path.join(this.folder, 'config.jsonc'), JSON.stringify(file, undefined, 2));
  }

  /** Writes a file in the folder. */
  async write(file: string, content: string): Promise<void> {
    const target = path.join(this.folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }

  /** Resolves when it answers. Rejects with what it printed if it ends before. */
  async start(
    config = 'config.jsonc',
    options: { readonly ready?: boolean; readonly terminal?: boolean } = {},
  ): Promise<void> {
    const serve = [process.execPath, path.join(ROOT, 'src/main.ts'), 'serve', '--config', config];
    const [command = '', ...args] = options.terminal
      ? ['script', '-q', '-e', '-c', serve.join(' '), '/dev/null']
      : serve;
    const child = spawn(command, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (this.output += chunk));
    }
    if (options.ready === false) return;
    await eventually(
      async () => (child.exitCode === null ? (await fetch(`${this.url}/readyz`)).status : -1),
      (status) => status === 200 || status === -1,
    );
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}:\n${this.output}`);
  }

  /** Sends a signal and waits for the end; yields the exit code (null after a signal). */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async exitCode(): Promise<number | null> {
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null)
      await once(child, 'exit');
    return child?.exitCode ?? null;
  }

  /** Calls an API and yields its data; rejects with the answer of a failure. */
  async call<T = unknown>(api: string, parameters: CallParameters = {}): Promise<T> {
    const { status, body } = await this.ask(api, parameters);
    if (status >= 400) throw new Error(`${api}: ${status} ${body}`);
    return JSON.parse(body).data;
  }

  /** Calls an API and yields the answer, whatever it is. */
  async ask(
    api: string,
    parameters: CallParameters = {},
  ): Promise<{ readonly status: number; readonly body: string }> {
    const query = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
    const answer = await fetch(`${this.url}/${api}/`, { method: 'POST', body: new URLSearchParams(query) });
    return { status: answer.status, body: await answer.text() };
  }

  /** Runs a command of the CLI against this service. */
  async juliarun(
    ...args: readonly string[]
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [path.join(ROOT, 'src/main.ts'), ...args], {
      cwd: this.folder,
      env: { ...process.env, JRUN_URL: this.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code: child.exitCode, stdout, stderr };
  }

  /** Ends service and jobs, whatever state they are in, and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
    await killProcessesIn(this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }
}
