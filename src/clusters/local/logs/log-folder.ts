import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '../../../lib/time.ts';
import { LogStream, type Segment, type StreamName } from './log-stream.ts';

const LIVE = /^(?<process>[a-z0-9-]+)\.(?<stream>stdout|stderr)(?:\.(?<base>\d+))?$/;

/** The streams of one namespace: a folder of their files. */
export class LogFolder {
  readonly namespace: string;
  readonly path: string;
  readonly #streams = new Map<string, LogStream>();

  private constructor(namespace: string, folder: string) {
    this.namespace = namespace;
    this.path = folder;
  }

  /** Makes the folder if need be, and finds what is in it. */
  static async load(root: string, namespace: string, now: Instant): Promise<LogFolder> {
    const folder = new LogFolder(namespace, path.join(root, namespace));
    await mkdir(folder.path, { recursive: true, mode: 0o700 });
    await folder.#find(now);
    return folder;
  }

  get streams(): Iterable<LogStream> {
    return this.#streams.values();
  }

  /** The stream whose live file has this name. */
  find(file: string): LogStream | undefined {
    return this.#streams.get(file);
  }

  /** A stream that a process is about to write to. */
  async open(process: string, stream: StreamName['stream'], now: Instant): Promise<LogStream> {
    const file = `${process}.${stream}`;
    const known =
      this.#streams.get(file) ?? (await this.#load({ namespace: this.namespace, process, stream }, [], now));
    known.open = true;
    return known;
  }

  async remove(stream: LogStream): Promise<void> {
    this.#streams.delete(path.basename(stream.file));
    await stream.remove();
  }

  async #find(now: Instant): Promise<void> {
    const found = new Map<string, { name: StreamName; segments: Segment[] }>();
    for (const entry of await readdir(this.path)) {
      const { process, stream, base } = LIVE.exec(entry)?.groups ?? {};
      if (process === undefined || (stream !== 'stdout' && stream !== 'stderr')) continue;
      const key = `${process}.${stream}`;
      const one = found.get(key) ?? { name: { namespace: this.namespace, process, stream }, segments: [] };
      found.set(key, one);
      if (base === undefined) continue;
      one.segments.push({ base: Number(base), size: (await stat(path.join(this.path, entry))).size });
    }
    for (const { name, segments } of found.values()) await this.#load(name, segments, now);
  }

  async #load(name: StreamName, segments: readonly Segment[], now: Instant): Promise<LogStream> {
    const file = `${name.process}.${name.stream}`;
    const stream = await LogStream.load(name, path.join(this.path, file), segments, now);
    this.#streams.set(file, stream);
    return stream;
  }
}
