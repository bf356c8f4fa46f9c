import { isatty } from 'node:tty';
import { SystemClock } from '../../lib/system-clock.ts';
import { version } from '../../lib/version.ts';
import type { Io, SignalName } from '../io.ts';
import { guardOutput } from './guard-output.ts';

/** The world of this process. */
export function processIo(): Io {
  const clock = new SystemClock();
  const interrupt = new AbortController();
  // a second interrupt ends the process, as it would have without us
  process.once('SIGINT', () => interrupt.abort());
  guardOutput(
    process,
    () => interrupt.abort(),
    // at the end, since the command may still set another
    (exitCode) => process.once('exit', () => (process.exitCode = exitCode)),
  );
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    version,
    env: process.env,
    signal: interrupt.signal,
    now: () => clock.now(),
    timeZone: machineZone,
    sleep: (duration, signal) => clock.sleep(duration, signal),
    onSignal,
  };
}

/** UTC if the machine does not say where it is, or says what is no place (`TZ=nowhere`), which Node takes for UTC, too. */
function machineZone(): string {
  // typed as a text always, which it is not
  const { timeZone }: { timeZone: string | undefined } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone ?? 'UTC';
}

/** The SIGHUP of a terminal that was closed comes as SIGTERM, once: it means to stop. */
function onSignal(names: readonly SignalName[], listener: (name: SignalName) => void): Disposable {
  const terminals = [0, 1, 2].filter((stream) => isatty(stream));
  let hungUp = false;
  function take(received: SignalName): void {
    const closed = received === 'SIGHUP' && terminals.some((stream) => !isatty(stream));
    const name = closed ? 'SIGTERM' : received;
    if (names.includes(name) && !(closed && hungUp)) listener(name);
    hungUp ||= closed;
  }
  const taken = new Set<SignalName>([...names, 'SIGHUP']);
  for (const name of taken) process.on(name, take);
  return {
    [Symbol.dispose]: () => {
      for (const name of taken) process.off(name, take);
    },
  };
}
