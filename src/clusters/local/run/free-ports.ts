import { createServer } from 'node:net';
import { RetryableError } from '../../../lib/errors.ts';

const FIRST = 20_000;
const ATTEMPTS = 500;

/** Gives out ports of this machine that nobody listens on, none of them twice. */
export class FreePorts {
  readonly #taken = new Map<string, readonly number[]>();
  readonly #inUse = new Set<number>();
  readonly #end: number;

  /** `end`: the first port that connections get by themselves, so that none is lost to one of those. */
  constructor(end: number) {
    this.#end = end > FIRST + 1_000 ? end : 65_536;
  }

  /** So many ports for this owner. RetryableError if there are no more. */
  async take(owner: string, count: number): Promise<readonly number[]> {
    const ports: number[] = [];
    for (let attempt = 0; ports.length < count; attempt++) {
      if (attempt > ATTEMPTS)
        throw new RetryableError('no-free-port', `found no free port between ${FIRST} and ${this.#end}`);
      const port = FIRST + Math.floor(Math.random() * (this.#end - FIRST));
      if (this.#inUse.has(port)) continue;
      this.#inUse.add(port);
      if (await isFree(port)) ports.push(port);
      else this.#inUse.delete(port);
    }
    this.reserve(owner, ports);
    return ports;
  }

  /** What an owner was given earlier. */
  reserve(owner: string, ports: readonly number[]): void {
    this.#taken.set(owner, ports);
    for (const port of ports) this.#inUse.add(port);
  }

  release(owner: string): void {
    for (const port of this.#taken.get(owner) ?? []) this.#inUse.delete(port);
    this.#taken.delete(owner);
  }
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}
