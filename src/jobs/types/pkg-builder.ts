import { PkgBuilder } from '../../api/job-parameters.ts';
import type { JobType } from '../job-type.ts';
import { common, runScript } from './common.ts';
import { builder, resources } from './resources.ts';

/** One process that builds a package bundle. */
export const pkgBuilder: JobType<typeof PkgBuilder> = {
  name: 'PkgBuilder',
  parameters: PkgBuilder,
  toSpec: (base, parameters) => ({
    ...base,
    ...common(parameters),
    master: {
      role: 'master',
      run: runScript(parameters.builder_script, parameters.shell),
      ...resources(parameters, builder),
      env: parameters.envvars,
      restart: 'OnFailure',
    },
    nworkers: 0,
    doneWhen: 'master-exits',
  }),
};
