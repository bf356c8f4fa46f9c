import { Command, Option } from 'commander';
import { Context, type CallOptions } from '../client/index.ts';
import type { Io } from './io.ts';

/** What every command that talks to a service is given on the command line. */
export interface RemoteOptions {
  readonly url?: string;
  readonly namespace?: string;
  readonly format: 'table' | 'json';
}

/** A service to talk to and a way to show what it says. */
export interface Remote {
  readonly context: Context;
  readonly call: CallOptions;
  /** Prints data as JSON if that was asked for, else as `text` makes it; empty text prints nothing. */
  show<Data>(data: Data, text: (data: Data) => string): void;
}

/** A command with the options that all remote commands have. */
export function remoteCommand(usage: string, description: string): Command {
  return new Command(usage)
    .description(description)
    .addOption(new Option('--url <url>', 'the service (default: JRUN_URL, else http://127.0.0.1:8888)'))
    .addOption(
      new Option('--namespace <name>', "namespace to work in (default: JRUN_NAMESPACE, else the service's)"),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'));
}

export function connect(io: Io, options: RemoteOptions): Remote {
  const url = options.url ?? io.env.JRUN_URL;
  const namespace = options.namespace ?? io.env.JRUN_NAMESPACE;
  const context = new Context({
    ...(url !== undefined && url !== '' && { url }),
    ...(namespace !== undefined && namespace !== '' && { namespace }),
    retries: 1,
  });
  return {
    context,
    call: { signal: io.signal },
    show(data, text) {
      const shown = options.format === 'json' ? JSON.stringify(data, null, 2) : text(data);
      if (shown !== '') io.stdout.write(`${shown}\n`);
    },
  };
}
