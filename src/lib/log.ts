/** Values beside a message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where a room says what happened. Messages are static texts; what varies goes into the fields. Never throws. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Says nothing; for tests and embedders that do not care. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
