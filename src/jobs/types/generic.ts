import { Generic } from '../../api/job-parameters.ts';
import type { JobType } from '../job-type.ts';
import { common } from './common.ts';
import { resources } from './resources.ts';

/** A service: any program of any image, in any number. */
export const generic: JobType<typeof Generic> = {
  name: 'Generic',
  parameters: Generic,
  toSpec: (base, parameters) => ({
    ...base,
    ...common(parameters),
    workers: {
      role: 'worker',
      run: {
        kind: 'program',
        ...(parameters.command !== undefined && { command: parameters.command }),
        args: parameters.args,
      },
      ...resources(parameters),
      env: parameters.envvars,
      restart: 'Always',
    },
    nworkers: parameters.nworkers,
    doneWhen: 'deleted',
  }),
};
