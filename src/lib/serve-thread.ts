import { parentPort } from 'node:worker_threads';
import { packError } from './error-parcel.ts';
import { FatalError } from './errors.ts';
import { CLOSE, Moved, SET_UP, type Calls, type ThreadRequest } from './thread-calls.ts';

/** The functions of a thread and what to do before it ends. */
export interface Served<C extends Calls<keyof C & string>> {
  readonly calls: C;
  /** What the caller gets in place of an error that a call threw. */
  classify?(error: unknown): unknown;
  close(): void;
}

/** Runs in the thread: sets it up (from `workerData`) when asked to, then answers calls one after another. */
export function serveThread<C extends Calls<keyof C & string>>(setUp: () => Served<C>): void {
  const port = parentPort;
  if (port === null) throw new FatalError('no-thread', 'this file runs only as a worker thread');

  let served: Served<C> | undefined;

  function perform({ name, parameters }: ThreadRequest): unknown {
    if (name === SET_UP) {
      served = setUp();
      return undefined;
    }
    if (name === CLOSE) return served?.close();
    const call: unknown = served && Reflect.get(served.calls, name);
    if (typeof call === 'function') return Reflect.apply(call, undefined, parameters);
    throw new FatalError('no-call', `the thread offers no call "${name}"`);
  }

  port.on('message', (request: ThreadRequest) => {
    const { id } = request;
    try {
      const value = perform(request);
      if (value instanceof Moved) port.postMessage({ id, value: value.value }, [...value.buffers]);
      else port.postMessage({ id, value });
    } catch (error) {
      port.postMessage({ id, error: packError(served?.classify?.(error) ?? error) });
    }
    if (request.name === CLOSE) port.close();
  });
}
