import type { Command } from 'commander';
import { getDecisions, type Decision } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

interface ExplainOptions extends RemoteOptions {
  readonly count: string;
}

/** `juliarun explain`: why a scaler did what it did. */
export function explainCommand(io: Io): Command {
  return remoteCommand('explain', 'why a scaler did what it did: its last decisions, oldest first')
    .argument('<scaler>')
    .option('-n, --count <decisions>', 'number of decisions', '1')
    .action(async (scaler: string, options: ExplainOptions) => {
      const remote = connect(io, options);
      const decisions = await getDecisions(remote.context, scaler, {
        ...remote.call,
        count: Number(options.count),
      });
      remote.show(decisions, () =>
        decisions.length === 0
          ? `${scaler} has decided nothing yet`
          : decisions.toReversed().map(textOf).join('\n\n'),
      );
    });
}

function textOf(decision: Decision): string {
  return (
    decision.explanation ?? `${decision.at} ${decision.current} -> ${decision.desired}: ${decision.reason}`
  );
}
