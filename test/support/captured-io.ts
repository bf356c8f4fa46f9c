import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import type { Io, Output, SignalName } from '../../src/cli/io.ts';

export interface CapturedIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
  readonly interrupt: () => void;
  /** As the operating system would. */
  readonly send: (name: SignalName) => void;
}

/** A world of a test's own for a command: what it writes is kept, sleeping takes a moment. */
export function capturedIo(
  options: {
    env?: Record<string, string>;
    tty?: boolean;
    columns?: number;
    rows?: number;
    now?: bigint;
    timeZone?: string;
  } = {},
): CapturedIo {
  const { env = {}, tty = false, columns = 100, rows = 30, now = 0n, timeZone = 'UTC' } = options;
  const stdout = captured(tty, { columns, rows });
  const stderr = captured(tty, { columns, rows });
  const interruption = new AbortController();
  const listeners = new Set<{ names: readonly SignalName[]; listener: (name: SignalName) => void }>();
  return {
    stdout: stdout.stream,
    stderr: stderr.stream,
    out: stdout.text,
    err: stderr.text,
    version: '1.2.3',
    env,
    signal: interruption.signal,
    now: () => now,
    timeZone: () => timeZone,
    interrupt: () => interruption.abort(),
    async sleep(_duration, signal) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      signal?.throwIfAborted();
    },
    onSignal(names, listener) {
      const entry = { names, listener };
      listeners.add(entry);
      return { [Symbol.dispose]: () => void listeners.delete(entry) };
    },
    send(name) {
      for (const { names, listener } of listeners) if (names.includes(name)) listener(name);
    },
  };
}

function captured(
  tty: boolean,
  size: { columns: number; rows: number },
): { stream: Output; text: () => string } {
  const chunks: Buffer[] = [];
  const getColorDepth = (): number => WriteStream.prototype.getColorDepth();
  const stream = Object.assign(new PassThrough(), { isTTY: tty, ...size, getColorDepth });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
