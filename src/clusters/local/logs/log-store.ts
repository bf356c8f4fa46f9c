import { mkdir, readdir, watch } from 'node:fs/promises';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { between, type Millis } from '../../../lib/time.ts';
import { LogFolder } from './log-folder.ts';
import type { LogStream } from './log-stream.ts';

export interface LogLimits {
  /** Bytes kept of one namespace. */
  readonly namespace: number;
  /** Bytes of a live file before it is cut. */
  readonly live: number;
  /** How long a stream is kept after it last grew. */
  readonly age: Millis;
}

export interface LogStoreOptions {
  readonly root: string;
  readonly limits?: LogLimits;
  readonly clock: Clock;
  readonly log: Log;
}

const LIMITS: LogLimits = { namespace: 256 * 2 ** 20, live: 16 * 2 ** 20, age: 7 * 86_400_000 };
const LEAST_LIVE = 256 * 2 ** 10;
const STAMP_EVERY: Millis = 100;
const TIDY_EVERY: Millis = 30_000;

/**
 * All streams of all processes. Notices when files grow, stamps what is new with the time, and keeps
 * each namespace within its limits: live files are cut when they are long, the oldest parts go first.
 */
export class LogStore implements AsyncDisposable {
  readonly #options: LogStoreOptions;
  readonly #limits: LogLimits;
  readonly #folders = new Map<string, Promise<LogFolder>>();
  readonly #grown = new Set<LogStream>();
  readonly #watchers = new Set<() => void>();
  readonly #loops: Promise<void>[] = [];
  readonly #closing = new AbortController();

  constructor(options: LogStoreOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
  }

  /** Finds what earlier services have left; lines written since get the time of now. */
  async start(): Promise<void> {
    const { root } = this.#options;
    await mkdir(root, { recursive: true, mode: 0o700 });
    for (const namespace of await readdir(root)) await this.#folder(namespace);
    await this.stampAll();
    this.#loops.push(
      this.#every(STAMP_EVERY, () => this.#stampGrown()),
      this.#every(TIDY_EVERY, () => this.tidy()),
    );
  }

  /** The file that a stream of a process is appended to. */
  async open(namespace: string, process: string, stream: 'stdout' | 'stderr'): Promise<string> {
    const folder = await this.#folder(namespace);
    return (await folder.open(process, stream, this.#options.clock.now())).file;
  }

  /** Nothing more is written by this process. */
  async close(namespace: string, process: string): Promise<void> {
    const folder = await this.#folder(namespace);
    for (const name of ['stdout', 'stderr']) {
      const stream = folder.find(`${process}.${name}`);
      if (stream === undefined) continue;
      await stream.stamp(this.#options.clock.now());
      stream.open = false;
    }
    this.changed();
  }

  async streams(namespace: string): Promise<readonly LogStream[]> {
    if (!this.#folders.has(namespace)) return [];
    return [...(await this.#folder(namespace)).streams];
  }

  /** Stamps whatever was written up to now. */
  async stampAll(streams?: readonly LogStream[]): Promise<void> {
    const folders = await Promise.all(this.#folders.values());
    for (const stream of streams ?? folders.flatMap((folder) => [...folder.streams]))
      await stream.stamp(this.#options.clock.now());
  }

  /** Wakes all that wait for something new. */
  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Calls back after each change until the answer is called. */
  onChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#loops);
    await this.stampAll().catch(() => {});
  }

  #folder(namespace: string): Promise<LogFolder> {
    const known = this.#folders.get(namespace);
    if (known) return known;
    const { root, clock } = this.#options;
    const loading = LogFolder.load(root, namespace, clock.now());
    this.#folders.set(namespace, loading);
    loading.then(
      (folder) => this.#loops.push(this.#watch(folder)),
      () => this.#folders.delete(namespace),
    );
    return loading;
  }

  async #watch(folder: LogFolder): Promise<void> {
    const { signal } = this.#closing;
    const { log, clock } = this.#options;
    try {
      for await (const { filename } of watch(folder.path, { signal })) {
        const stream = filename === null ? undefined : folder.find(filename);
        if (stream) this.#grown.add(stream);
      }
    } catch (error) {
      if (signal.aborted) return;
      log.warn('log files are looked at every second: they cannot be watched', { reason: messageOf(error) });
      while (!signal.aborted) {
        await clock.sleep(1_000, signal).catch(() => {});
        for (const stream of folder.streams) if (stream.open) this.#grown.add(stream);
      }
    }
  }

  async #stampGrown(): Promise<void> {
    if (this.#grown.size === 0) return;
    const grown = [...this.#grown];
    this.#grown.clear();
    for (const stream of grown) {
      await stream.stamp(this.#options.clock.now());
      if (stream.liveBytes > (await this.#longest(stream.name.namespace)))
        await stream.cut(this.#options.clock.now());
    }
    this.changed();
  }

  /** How long a live file may get: shorter, the more of them share a namespace. */
  async #longest(namespace: string): Promise<number> {
    const open = (await this.streams(namespace)).filter((stream) => stream.open).length;
    return Math.min(
      this.#limits.live,
      Math.max(LEAST_LIVE, this.#limits.namespace / (2 * Math.max(1, open))),
    );
  }

  /** Removes what is too old, or too much. */
  async tidy(): Promise<void> {
    const now = this.#options.clock.now();
    for (const loading of this.#folders.values()) {
      const folder = await loading;
      const oldestFirst = [...folder.streams].toSorted((a, b) => (a.lastAt < b.lastAt ? -1 : 1));
      for (const stream of oldestFirst) {
        if (!stream.open && between(stream.lastAt, now) > this.#limits.age) await folder.remove(stream);
      }
      let bytes = [...folder.streams].reduce((sum, stream) => sum + stream.bytes, 0);
      for (const stream of oldestFirst) {
        while (bytes > this.#limits.namespace) {
          const before = stream.bytes;
          if (!(await stream.dropOldest())) break;
          bytes -= before - stream.bytes;
        }
        if (bytes <= this.#limits.namespace) break;
        if (stream.open) continue;
        bytes -= stream.bytes;
        await folder.remove(stream);
      }
    }
  }

  async #every(pause: Millis, work: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#closing;
    let took: Millis = 0;
    while (!signal.aborted) {
      // however much there is to do, it is done less than a tenth of the time
      await clock.sleep(Math.max(pause, 10 * took), signal).catch(() => {});
      if (signal.aborted) return;
      const begin = clock.monotonic();
      await work().catch((error: unknown) =>
        log.warn('logs could not be kept in order', { reason: messageOf(error) }),
      );
      took = clock.monotonic() - begin;
    }
  }
}
