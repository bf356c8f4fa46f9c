import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { LocalClusterConfig } from '../../src/clusters/local/schema.ts';

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** A local cluster in a process of its own, which can be killed as a power failure would. */
export class ClusterProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#take(message as Answer));
  }

  static async start(config: LocalClusterConfig): Promise<ClusterProcess> {
    const script = path.join(import.meta.dirname, 'cluster-child.ts');
    const child = fork(script, [JSON.stringify(config)], { serialization: 'advanced', execArgv: [] });
    const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (first !== 'ready') throw new Error(`the cluster's process ended with ${String(first)}`);
    return new ClusterProcess(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Calls a method of one of its faces. */
  async call<T = unknown>(face: string, method: string, ...args: unknown[]): Promise<T> {
    const id = this.#calls++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#child.send({ id, face, method, args });
    return (await waiting.promise) as T;
  }

  /** kill -9, and waits until it is gone. */
  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
    for (const waiting of this.#waiting.values()) {
      waiting.promise.catch(() => {});
      waiting.reject(new Error('killed'));
    }
  }

  #take({ id, answer, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }
}
