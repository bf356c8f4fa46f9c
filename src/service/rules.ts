import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { checkEntries } from '../config/check-entries.ts';
import type { Config } from '../config/parse-config.ts';
import { ConfigError } from '../config/problem.ts';
import { JobTypes } from '../jobs/job-types.ts';
import { InvalidError, messageOf } from '../lib/errors.ts';
import { defineScaler } from '../scaling/define-scaler.ts';
import type { JobScaler } from '../scaling/job-scaler.ts';
import { MetricRegistry } from '../scaling/metric-registry.ts';

/** What entries of the configuration are checked against and built from: the bundled kinds, and those of users' modules. */
export interface Rules {
  readonly jobTypes: JobTypes;
  readonly metrics: MetricRegistry;
  /** Scalers that modules have built in code. */
  readonly scalers: readonly JobScaler[];
}

/** What a module of the configuration's `modules` gets, through its function `register`. */
export interface Registrar {
  readonly metrics: MetricRegistry;
  readonly jobTypes: JobTypes;
  /** Submits a scaler that is built in code, at each start. */
  scaler(scaler: JobScaler): void;
}

const Module = z.object({
  register: z.custom<(registrar: Registrar) => unknown>((value) => typeof value === 'function'),
});

/** Loads the modules. InvalidError for one that cannot be used. */
export async function loadRules({ modules }: Pick<Config, 'modules'>): Promise<Rules> {
  const scalers: JobScaler[] = [];
  const rules = { jobTypes: new JobTypes(), metrics: new MetricRegistry(), scalers };
  const registrar: Registrar = { ...rules, scaler: (scaler) => void scalers.push(scaler) };
  for (const file of modules) {
    try {
      const { register } = Module.parse(await import(pathToFileURL(file).href));
      await register(registrar);
    } catch (error) {
      const cause = error instanceof z.ZodError ? 'it exports no function "register"' : messageOf(error);
      throw new InvalidError('bad-module', `the module ${file} cannot be used: ${cause}`, { cause: error });
    }
  }
  return rules;
}

/** ConfigError with all that is wrong with the jobs and scalers of the configuration. */
export function checkAgainst({ jobTypes, metrics }: Rules, config: Config): void {
  const problems = checkEntries(config, { jobTypes, defineScaler: (spec) => defineScaler(spec, metrics) });
  if (problems.length > 0) throw new ConfigError(problems);
}
