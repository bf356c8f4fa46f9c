import { appendFile, open, type FileHandle } from 'node:fs/promises';
import type { Instant } from '../../../lib/time.ts';

const ENTRY = 16;
const CHUNK = 4_096 * ENTRY;

interface Stamp {
  readonly end: number;
  readonly at: Instant;
}

/** Adds: what lies before `end`, and not before an earlier stamp's, was read at `at`. */
export async function addStamp(file: string, { end, at }: Stamp): Promise<void> {
  const entry = Buffer.alloc(ENTRY);
  entry.writeBigUInt64LE(BigInt(end), 0);
  entry.writeBigInt64LE(at, 8);
  await appendFile(file, entry, { mode: 0o600 });
}

/** The newest stamp of an index; undefined if it has none. */
export async function lastStamp(file: string): Promise<Stamp | undefined> {
  return (await readStamps(file, -1, 1)).stamps.at(-1);
}

/** When what lies at an offset was read, asked for from the end backwards: reads no more than is needed. */
export class StampReader {
  readonly #files: string[];
  #stamps: Stamp[] = [];
  #before = -1;

  /** `files`: oldest first. */
  constructor(files: readonly string[]) {
    this.#files = [...files];
  }

  /** Undefined if it lies behind the last stamp. */
  async timeOf(offset: number): Promise<Instant | undefined> {
    while ((this.#stamps[0]?.end ?? Number.POSITIVE_INFINITY) > offset && (await this.#readMore()));
    let low = 0;
    let high = this.#stamps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#stamps[middle]?.end ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return this.#stamps[low]?.at;
  }

  async #readMore(): Promise<boolean> {
    const file = this.#files.at(-1);
    if (file === undefined) return false;
    const { stamps, before } = await readStamps(file, this.#before, CHUNK / ENTRY);
    this.#stamps = [...stamps, ...this.#stamps];
    this.#before = before;
    if (before === 0) {
      this.#files.pop();
      this.#before = -1;
    }
    return true;
  }
}

/** Up to `count` stamps that lie before byte `end` (-1: the end of the file); nothing if there is no file. */
async function readStamps(
  file: string,
  end: number,
  count: number,
): Promise<{ stamps: Stamp[]; before: number }> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch {
    return { stamps: [], before: 0 };
  }
  await using opened = handle;
  const size = end < 0 ? (await opened.stat()).size : end;
  // an entry that was cut short by a crash or a full disk is left out
  const whole = size - (size % ENTRY);
  const from = Math.max(0, whole - count * ENTRY);
  const buffer = Buffer.alloc(whole - from);
  const { bytesRead } = await opened.read(buffer, 0, buffer.length, from);
  const stamps = Array.from({ length: Math.floor(bytesRead / ENTRY) }, (_, index) => ({
    end: Number(buffer.readBigUInt64LE(index * ENTRY)),
    at: buffer.readBigInt64LE(index * ENTRY + 8),
  }));
  return { stamps, before: from };
}
