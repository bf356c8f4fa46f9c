import { SystemClock } from '../../lib/system-clock.ts';
import type { Io, SignalName } from '../io.ts';

/** The world of this process. */
export function processIo(): Io {
  const clock = new SystemClock();
  const interrupt = new AbortController();
  // a second interrupt ends the process, as it would have without us
  process.once('SIGINT', () => interrupt.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', quietly);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: interrupt.signal,
    sleep: (duration, signal) => clock.sleep(duration, signal),
    onSignal,
  };
}

function onSignal(names: readonly SignalName[], listener: (name: SignalName) => void): Disposable {
  for (const name of names) process.on(name, listener);
  return {
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, listener);
    },
  };
}

/** Whoever read our output, such as `head`, has seen enough. */
function quietly(error: Error & { readonly code?: string }): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
