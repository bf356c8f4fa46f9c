import pino from 'pino';
import pretty from 'pino-pretty';
import type { Log, LogFields } from './log.ts';

/** How to log. Without a `filename` lines go to standard error: readable on a terminal, JSON elsewhere. */
export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly filename?: string | undefined;
}

/** The service's log. */
export interface LogFile extends Log, Disposable {
  /** Goes on at another level or place; the same file is opened anew, as it may have been rotated away. */
  configure(options: LogOptions): void;
}

/**
 * Opens the log. A disk that takes no more lines costs lines, never the service: the first failure is told
 * on standard error.
 */
export function createLog(options: LogOptions): LogFile {
  let current = open(options);
  return {
    debug: (message, fields) => current.logger.debug(safe(fields), message),
    info: (message, fields) => current.logger.info(safe(fields), message),
    warn: (message, fields) => current.logger.warn(safe(fields), message),
    error: (message, fields) => current.logger.error(safe(fields), message),
    configure: (next) => {
      const before = current;
      current = open(next);
      before.close();
    },
    [Symbol.dispose]: () => current.close(),
  };
}

function open({ level, filename }: LogOptions) {
  const destination = pino.destination(filename ? { dest: filename, mkdir: true, sync: false } : 2);
  destination.on('error', warnOnce());
  const readable = filename === undefined && process.stderr.isTTY;
  const logger = pino({ level, base: null }, readable ? forPeople(destination) : destination);
  return { logger, close: () => (filename === undefined ? destination.flushSync() : destination.end()) };
}

/** `12:19:03 INFO changing scale of darts to 2 (from 1, reason: ...)`: what varies stands behind, in plain words. */
function forPeople(destination: ReturnType<typeof pino.destination>) {
  return pretty({
    destination,
    translateTime: 'SYS:HH:MM:ss',
    hideObject: true,
    messageFormat: (line, messageKey) => {
      const { [messageKey]: message, level: _level, time: _time, ...fields } = line;
      const said = Object.entries(fields).map(([name, value]) => `${name} ${plain(value)}`);
      return said.length === 0 ? String(message) : `${String(message)}  (${said.join(', ')})`;
    },
  });
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.message;
  return JSON.stringify(value) ?? String(value);
}

/** Bigints as text (JSON has none), errors with their cause and stack. */
function safe(fields: LogFields = {}): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (typeof value === 'bigint') return [name, value.toString()];
      if (value instanceof Error) return [name, pino.stdSerializers.err(value)];
      return [name, value];
    }),
  );
}

function warnOnce(): (error: Error) => void {
  let warned = false;
  return (error) => {
    if (warned) return;
    warned = true;
    process.stderr.write(
      `juliarun: the log cannot be written, its lines are lost from here on: ${error.message}\n`,
    );
  };
}
