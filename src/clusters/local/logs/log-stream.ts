import { copyFile, open, rename, rm, stat, truncate } from 'node:fs/promises';
import type { Instant } from '../../../lib/time.ts';
import { addStamp, lastStamp, StampReader } from './stamp-index.ts';

/** Which stream of which process. */
export interface StreamName {
  readonly namespace: string;
  readonly process: string;
  readonly stream: 'stdout' | 'stderr';
}

/** A part of a stream that was cut off its file: its bytes from `base`. */
export interface Segment {
  readonly base: number;
  readonly size: number;
}

/**
 * One stream of a process on disk: the file that the process appends to, older parts that were cut off it,
 * and beside each an index that says when what was read. Offsets count from the beginning of the stream.
 *
 *   <file>            appended to by the process       <file>.idx
 *   <file>.<base>     cut off, oldest first            <file>.<base>.idx
 */
export class LogStream {
  readonly name: StreamName;
  readonly file: string;
  /** A process may still write to it. */
  open = false;
  #segments: Segment[];
  /** What the live file begins with, and what of it is stamped. */
  #base: number;
  #stamped: number;
  #lastAt: Instant;
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(
    name: StreamName,
    file: string,
    segments: readonly Segment[],
    stamped: number,
    at: Instant,
  ) {
    this.name = name;
    this.file = file;
    this.#segments = [...segments];
    this.#base = segments.reduce((end, { base, size }) => Math.max(end, base + size), 0);
    this.#stamped = Math.max(this.#base, stamped);
    this.#lastAt = at;
  }

  static async load(
    name: StreamName,
    file: string,
    segments: readonly Segment[],
    now: Instant,
  ): Promise<LogStream> {
    const last = await lastStamp(`${file}.idx`);
    return new LogStream(
      name,
      file,
      segments.toSorted((a, b) => a.base - b.base),
      last?.end ?? 0,
      last?.at ?? now,
    );
  }

  /** The offset that can be read from, and the one that can be read to. */
  get begin(): number {
    return this.#segments[0]?.base ?? this.#base;
  }

  get end(): number {
    return this.#stamped;
  }

  get liveBytes(): number {
    return this.#stamped - this.#base;
  }

  get bytes(): number {
    return this.#stamped - this.begin;
  }

  /** When it last grew. */
  get lastAt(): Instant {
    return this.#lastAt;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Stamps what has been written since the last time. True if there was something. */
  stamp(now: Instant): Promise<boolean> {
    return this.#alone(async () => {
      const size = await sizeOf(this.file);
      if (this.#base + size < this.#stamped) {
        // somebody has emptied it: what comes is counted on from where it was
        this.#base = this.#stamped;
      }
      const end = this.#base + size;
      if (end === this.#stamped) return false;
      await addStamp(`${this.file}.idx`, { end, at: now }).catch(() => {});
      this.#stamped = end;
      this.#lastAt = now;
      return true;
    });
  }

  /** Cuts what has been written off the live file. What is written in the instant between copy and cut is lost. */
  cut(now: Instant): Promise<void> {
    return this.#alone(async () => {
      const base = this.#base;
      const part = `${this.file}.${base}`;
      await copyFile(this.file, `${part}.tmp`);
      const size = await sizeOf(`${part}.tmp`);
      await rename(`${part}.tmp`, part);
      await truncate(this.file, 0);
      if (base + size > this.#stamped) await addStamp(`${this.file}.idx`, { end: base + size, at: now });
      await rename(`${this.file}.idx`, `${part}.idx`).catch(() => {});
      this.#segments.push({ base, size });
      this.#base = base + size;
      this.#stamped = this.#base;
    });
  }

  /** Removes the oldest part. False if there is only the live file. */
  dropOldest(): Promise<boolean> {
    return this.#alone(async () => {
      const [oldest] = this.#segments;
      if (oldest === undefined) return false;
      this.#segments.shift();
      await rm(`${this.file}.${oldest.base}`, { force: true });
      await rm(`${this.file}.${oldest.base}.idx`, { force: true });
      return true;
    });
  }

  /** Removes all of it. */
  async remove(): Promise<void> {
    while (await this.dropOldest());
    await rm(this.file, { force: true });
    await rm(`${this.file}.idx`, { force: true });
  }

  /** The bytes of [from, to), as far as they are still there. */
  async read(from: number, to: number): Promise<Buffer> {
    return this.#alone(async () => {
      const live = { file: this.file, base: this.#base, size: Number.MAX_SAFE_INTEGER };
      const parts = [...this.#segments.map((part) => ({ ...part, file: `${this.file}.${part.base}` })), live];
      const blocks: Buffer[] = [];
      for (const { file, base, size } of parts) {
        const first = Math.max(from, base);
        const last = Math.min(to, base + size);
        if (first < last) blocks.push(await readPart(file, first - base, last - first));
      }
      return Buffer.concat(blocks);
    });
  }

  /** When what was read, from the end backwards. */
  stamps(): StampReader {
    return new StampReader([
      ...this.#segments.map(({ base }) => `${this.file}.${base}.idx`),
      `${this.file}.idx`,
    ]);
  }

  /** Runs alone: nothing is cut while it is read. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(work);
    this.#busy = turn.catch(() => {});
    return turn;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

async function readPart(file: string, from: number, length: number): Promise<Buffer> {
  try {
    await using handle = await open(file, 'r');
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, from);
    return buffer.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  }
}
