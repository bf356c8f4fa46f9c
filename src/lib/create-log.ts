import pino from 'pino';
import pretty from 'pino-pretty';
import type { Log, LogFields } from './log.ts';

/** How to log. Without a `filename` lines go to standard error: readable on a terminal, JSON elsewhere. */
export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly filename?: string | undefined;
}

/** A log that can be pointed at its file anew, after the file was rotated away. */
export interface LogFile extends Log, Disposable {
  reopen(): void;
}

/**
 * Opens the log. A disk that takes no more lines costs lines, never the service: the first failure and
 * the number of lines lost are told on standard error.
 */
export function createLog(options: LogOptions): LogFile {
  const destination = pino.destination(
    options.filename ? { dest: options.filename, mkdir: true, sync: false } : 2,
  );
  destination.on('error', warnOnce());
  const stream =
    options.filename === undefined && process.stderr.isTTY
      ? pretty({ destination, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', singleLine: true })
      : destination;
  const logger = pino({ level: options.level, base: null }, stream);
  return {
    debug: (message, fields) => logger.debug(safe(fields), message),
    info: (message, fields) => logger.info(safe(fields), message),
    warn: (message, fields) => logger.warn(safe(fields), message),
    error: (message, fields) => logger.error(safe(fields), message),
    reopen: () => {
      if (options.filename !== undefined) destination.reopen();
    },
    [Symbol.dispose]: () => destination.flushSync(),
  };
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
