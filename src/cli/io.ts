/** Where a command writes: a terminal or not. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Everything that a command meets of the world, so that tests can be that world. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Of this package. */
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
  /** Nanoseconds since the epoch. */
  now(): bigint;
  /** Where this machine is, such as `Europe/Berlin`. */
  timeZone(): string;
  /** Milliseconds. Rejects when the signal aborts. */
  sleep(duration: number, signal?: AbortSignal): Promise<void>;
  /** Takes signals of the operating system over, until it is disposed. */
  onSignal(names: readonly SignalName[], listener: (name: SignalName) => void): Disposable;
}
