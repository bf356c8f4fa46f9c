import { Command, Option } from 'commander';
import { Context, type CallOptions } from '../client/index.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';

/** The service takes any other for its own, as it must for clients of old; a typing mistake must not end up there. */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

type Format = 'table' | 'json' | 'csv';

/** What every command that talks to a service is given on the command line. */
export interface RemoteOptions {
  readonly url?: string;
  readonly namespace?: string;
  readonly format: Format;
}

/** A service to talk to and a way to show what it says. */
export interface Remote {
  readonly context: Context;
  readonly call: CallOptions;
  /** Prints data as JSON if that was asked for, else as `text` makes it, and ends the line; empty text prints nothing. */
  show<Data>(data: Data, text: (data: Data) => string): void;
}

/** A command with the options that all remote commands have; those that report more than a table or JSON say so. */
export function remoteCommand(
  usage: string,
  description: string,
  formats: readonly Format[] = ['table', 'json'],
): Command {
  return new Command(usage)
    .description(description)
    .addOption(new Option('--url <url>', 'the service (default: JRUN_URL, else http://127.0.0.1:8888)'))
    .addOption(
      new Option('--namespace <name>', "namespace to work in (default: JRUN_NAMESPACE, else the service's)"),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('table'));
}

export function connect(io: Io, options: RemoteOptions): Remote {
  const url = options.url ?? io.env.JRUN_URL;
  if (url && !/^https?:/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CliError(exitCodes.usage, `"${url}" is no address of a service; write http://127.0.0.1:8888`);
  }
  const namespace = options.namespace ?? io.env.JRUN_NAMESPACE;
  if (namespace && !NAMESPACE.test(namespace)) {
    const allowed = 'lower-case letters, digits and - inside, at most 63 characters';
    throw new CliError(exitCodes.usage, `"${namespace}" is no namespace; allowed: ${allowed}`);
  }
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
      if (shown !== '') io.stdout.write(shown.endsWith('\n') ? shown : `${shown}\n`);
    },
  };
}
