import { MessageQ } from '../../api/job-parameters.ts';
import type { JobType } from '../job-type.ts';
import { common } from './common.ts';
import { queue, resources } from './resources.ts';

/** A message queue: one process. */
export const messageQ: JobType<typeof MessageQ> = {
  name: 'MessageQ',
  parameters: MessageQ,
  toSpec: (base, parameters) => ({
    ...base,
    ...common(parameters),
    master: {
      role: 'master',
      run: { kind: 'program', cfgFile: parameters.cfg_file, args: [] },
      ...resources(parameters, queue),
      env: parameters.envvars,
      restart: 'Always',
    },
    nworkers: 0,
    doneWhen: 'deleted',
  }),
};
