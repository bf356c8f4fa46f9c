import { JuliaParBatch } from '../../api/job-parameters.ts';
import { InvalidError } from '../../lib/errors.ts';
import type { JobType } from '../job-type.ts';
import { common, runScript } from './common.ts';
import { resources } from './resources.ts';
import { workersBesideMaster } from './worker-parameters.ts';

/** A master and its workers; done when the master is. */
export const juliaParBatch: JobType<typeof JuliaParBatch> = {
  name: 'JuliaParBatch',
  parameters: JuliaParBatch,
  toSpec(base, parameters) {
    if (parameters.nworkers > 0 && parameters.worker_start_script === undefined) {
      throw new InvalidError(
        'bad-parameter',
        `JuliaParBatch "${base.name}": worker_start_script is missing; nworkers is ${parameters.nworkers}, and workers need a script`,
      );
    }
    return {
      ...base,
      ...common(parameters),
      master: {
        role: 'master',
        run: runScript(parameters.start_script, parameters.shell),
        ...resources(parameters),
        env: parameters.envvars,
        restart: 'OnFailure',
      },
      ...workersBesideMaster(parameters),
      nworkers: parameters.nworkers,
      doneWhen: 'master-exits',
    };
  },
};
