import { Notebook } from '../../api/job-parameters.ts';
import type { JobType } from '../job-type.ts';
import { common } from './common.ts';
import { resources } from './resources.ts';
import { workersBesideMaster } from './worker-parameters.ts';

/** A notebook server; it has workers to scale if there is a script for them. */
export const notebook: JobType<typeof Notebook> = {
  name: 'Notebook',
  parameters: Notebook,
  toSpec: (base, parameters) => ({
    ...base,
    ...common(parameters),
    master: {
      role: 'master',
      run: {
        kind: 'program',
        ...(parameters.shell !== undefined && { command: parameters.shell }),
        ...(parameters.passwd !== undefined && { passwd: parameters.passwd }),
        args: [],
      },
      ...resources(parameters),
      env: parameters.envvars,
      restart: 'Always',
    },
    ...workersBesideMaster(parameters),
    nworkers: 0,
    doneWhen: 'deleted',
  }),
};
