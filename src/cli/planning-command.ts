import type { Command } from 'commander';
import type { Context, DryRunOptions, Plan, PlanningOptions } from '../client/index.ts';
import type { Io } from './io.ts';
import { connect, remoteCommand, type RemoteOptions } from './remote-command.ts';
import { renderTable } from './table.ts';

interface PlanningCommandOptions extends RemoteOptions {
  readonly dryRun?: true;
  readonly force?: true;
}

/** A call that changes the store of metrics, or plans to. */
interface Call {
  (context: Context, options: DryRunOptions): Promise<Plan>;
  (context: Context, options: PlanningOptions): Promise<true>;
}

/** A command that changes the store of metrics and tells what it has done, or with `--dry-run` would do. */
export function planningCommand(
  io: Io,
  name: string,
  words: { readonly description: string; readonly force: string; readonly nothing: string },
  call: Call,
): Command {
  return remoteCommand(name, words.description)
    .option('--dry-run', 'change nothing, only tell what would be done')
    .option('--force', words.force)
    .action(async (options: PlanningCommandOptions) => {
      const remote = connect(io, options);
      const how = { ...remote.call, force: options.force };
      // the service tells what it would do, but not what it did
      const plan = await call(remote.context, { ...how, dryRun: true });
      if (!options.dryRun) await call(remote.context, how);
      remote.show(plan, () =>
        plan.length === 0
          ? words.nothing
          : renderTable(
              [options.dryRun ? 'WOULD' : 'DONE', 'DETAIL'],
              plan.map(({ action, detail }) => [action, detail]),
              io.stdout,
            ),
      );
    });
}
