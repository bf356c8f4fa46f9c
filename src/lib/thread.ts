import { getCompileCacheDir } from 'node:module';
import { Worker, type Transferable } from 'node:worker_threads';
import { unpackError } from './error-parcel.ts';
import { FatalError } from './errors.ts';
import {
  CLOSE,
  SET_UP,
  type Answer,
  type Calls,
  type ThreadReply,
  type ThreadRequest,
} from './thread-calls.ts';
import { workerUrl } from './worker-url.ts';

interface Waiter {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A worker thread that answers typed calls, in order; its file ends in a call of `serveThread`. A call
 * rejects with the error that the thread threw, or with FatalError `thread-ended` if the thread is gone.
 */
export class Thread<C extends Calls<keyof C & string>> implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, Waiter>();
  #lastId = 0;
  #gone: FatalError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(file: URL, data: unknown) {
    this.#worker = new Worker(workerUrl(file), { workerData: data, env: withCompileCache() });
    this.#worker.on('message', (reply: ThreadReply) => this.#settle(reply));
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#fail(undefined);
        resolve();
      });
    });
  }

  /**
   * Starts the thread and sets it up, the latter not before `after` is fulfilled; rejects with what either
   * threw. `data` is cloned for it.
   */
  static async start<C extends Calls<keyof C & string>>(
    file: URL,
    data: unknown,
    after?: Promise<unknown>,
  ): Promise<Thread<C>> {
    const thread = new Thread<C>(file, data);
    try {
      await after;
      await thread.#request<undefined>(SET_UP, []);
      return thread;
    } catch (error) {
      await thread.#worker.terminate();
      throw error;
    }
  }

  /** `move`: buffers among the parameters that are handed over instead of cloned. */
  async call<Name extends keyof C & string>(
    name: Name,
    parameters: Parameters<C[Name]>,
    move: readonly Transferable[] = [],
  ): Promise<Answer<C[Name]>> {
    if (this.#closing !== undefined) throw this.#gone ?? closed();
    return await this.#request<Answer<C[Name]>>(name, parameters, move);
  }

  /** Lets the thread answer what it was asked before, close, and end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#gone === undefined) await this.#request<undefined>(CLOSE, []);
    await this.#ended;
  }

  async #request<T>(
    name: ThreadRequest['name'],
    parameters: readonly unknown[],
    move: readonly Transferable[] = [],
  ): Promise<T> {
    if (this.#gone !== undefined) throw this.#gone;
    const id = ++this.#lastId;
    this.#worker.postMessage({ id, name, parameters } satisfies ThreadRequest, move);
    return await this.#expect<T>(id);
  }

  #expect<T>(id: number): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #settle({ id, value, error }: ThreadReply): void {
    const waiter = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiter?.resolve(value);
    else waiter?.reject(unpackError(error));
  }

  #fail(cause: unknown): void {
    this.#gone ??=
      cause === undefined ? closed() : new FatalError('thread-ended', 'a worker thread failed', { cause });
    for (const waiter of this.#waiting.values()) waiter.reject(this.#gone);
    this.#waiting.clear();
  }
}

/** A thread keeps compiled code where its process does, which halves the time that it takes to start. */
function withCompileCache(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: folder };
}

function closed(): FatalError {
  return new FatalError('thread-ended', 'the worker thread has ended');
}
