import { JuliaParBatchWorkers } from '../../api/job-parameters.ts';
import type { JobType } from '../job-type.ts';
import { common, runScript } from './common.ts';
import { resources } from './resources.ts';

/** Workers that know nothing of each other; done when all are, unless they are always started again. */
export const juliaParBatchWorkers: JobType<typeof JuliaParBatchWorkers> = {
  name: 'JuliaParBatchWorkers',
  parameters: JuliaParBatchWorkers,
  toSpec: (base, parameters) => ({
    ...base,
    ...common(parameters),
    workers: {
      role: 'worker',
      run: runScript(parameters.start_script, parameters.shell),
      ...resources(parameters),
      env: parameters.envvars,
      restart: parameters.restart,
    },
    nworkers: parameters.nworkers,
    doneWhen: parameters.restart === 'Always' ? 'deleted' : 'workers-exit',
  }),
};
