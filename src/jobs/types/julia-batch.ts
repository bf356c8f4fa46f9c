import { JuliaBatch } from '../../api/job-parameters.ts';
import type { JobType } from '../job-type.ts';
import { common, runScript } from './common.ts';
import { resources } from './resources.ts';

/** One process that runs a script to its end, again if it failed. */
export const juliaBatch: JobType<typeof JuliaBatch> = {
  name: 'JuliaBatch',
  parameters: JuliaBatch,
  toSpec: (base, parameters) => ({
    ...base,
    ...common(parameters),
    master: {
      role: 'master',
      run: runScript(parameters.start_script, parameters.shell),
      ...resources(parameters),
      env: parameters.envvars,
      restart: 'OnFailure',
    },
    nworkers: 0,
    doneWhen: 'master-exits',
  }),
};
