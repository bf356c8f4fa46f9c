import { Webserver } from '../../api/job-parameters.ts';
import type { JobType } from '../job-type.ts';
import { common } from './common.ts';
import { resources } from './resources.ts';

/** A web server, in any number. */
export const webserver: JobType<typeof Webserver> = {
  name: 'Webserver',
  parameters: Webserver,
  toSpec: (base, parameters) => ({
    ...base,
    ...common(parameters),
    workers: {
      role: 'worker',
      run: { kind: 'program', cfgFile: parameters.cfg_file, args: [] },
      ...resources(parameters),
      env: parameters.envvars,
      restart: 'Always',
    },
    nworkers: parameters.nworkers,
    doneWhen: 'deleted',
  }),
};
