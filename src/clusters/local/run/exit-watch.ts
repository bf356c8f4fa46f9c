import { watch } from 'node:fs/promises';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Millis } from '../../../lib/time.ts';

export interface ExitWatchOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The run of this name may have ended. */
  readonly look: (run: string) => void;
  /** Any run that an earlier service has started may have ended. */
  readonly lookAtAll: () => void;
}

const SLOW: Millis = 2_000;

/**
 * Says when runs end, children of this service or of an earlier one alike: their shims rename a file
 * into one folder. As the kernel may drop notices, and a shim may be killed, all are looked at every two
 * seconds too.
 */
export class ExitWatch implements AsyncDisposable {
  readonly #options: ExitWatchOptions;
  readonly #closing = new AbortController();
  #loops: readonly Promise<void>[] = [];

  constructor(options: ExitWatchOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#loops.length === 0) this.#loops = [this.#watch(), this.#poll()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#loops);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    try {
      for await (const { filename } of watch(this.#options.folder, { signal })) {
        if (filename !== null && !filename.endsWith('.tmp')) this.#options.look(filename);
      }
    } catch (error) {
      if (!signal.aborted)
        this.#options.log.warn('ends of processes are noticed late', { reason: messageOf(error) });
    }
  }

  async #poll(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#options.clock.sleep(SLOW, signal).catch(() => {});
      if (!signal.aborted) this.#options.lookAtAll();
    }
  }
}
