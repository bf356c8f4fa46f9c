import type { Command } from 'commander';
import { getJobScale, setJobScale, type JobStatus } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { watchJob } from '../watch-job.ts';

interface ScaleOptions extends RemoteOptions {
  readonly wait?: true;
}

/** `juliarun scale`: tells or sets a job's number of workers. */
export function scaleCommand(io: Io): Command {
  return remoteCommand('scale', "a job's number of workers; with a number or a range it is changed")
    .argument('<type>')
    .argument('<name>')
    .argument('[workers]', 'N, or a range A:B or A:STEP:B to go through step by step')
    .option('--wait', 'wait until as many run as are requested')
    .action(async (type: string, name: string, workers: string | undefined, options: ScaleOptions) => {
      const remote = connect(io, options);
      const job = { type, name };
      if (workers !== undefined) await setJobScale(remote.context, job, workers, remote.call);
      if (options.wait) await watchJob(io, remote, job, settled, io.signal);
      remote.show(
        await getJobScale(remote.context, job, remote.call),
        ([running, requested]) => `${running} of ${requested} workers run`,
      );
    });
}

/** Whether there is nothing more to wait for. */
function settled(
  status: JobStatus,
  [running, requested]: readonly [running: number, requested: number],
): boolean {
  return status.succeeded || status.failed || (running === requested && status.steps.length === 0);
}
