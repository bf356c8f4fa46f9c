import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/parse-config.ts';
import { diffRestartKeys } from '../config/restart-keys.ts';
import { applyDeclared } from '../jobs/apply-declared.ts';
import type { DeclaredReport } from '../jobs/declared-report.ts';
import { declare, type DeclaredRequest } from '../jobs/declared-request.ts';
import type { JobManager } from '../jobs/job-manager.ts';
import { secretPaths } from '../jobs/secret-parameters.ts';
import type { Declared } from '../jobs/ports/declared.ts';
import type { Clock } from '../lib/clock.ts';
import { InvalidError, messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Reconfigure } from '../server/ports/reconfigure.ts';
import type { ReloadState } from '../server/self-metrics/self-metrics.ts';
import { refuseUnbuilt } from './adapters.ts';
import { checkAgainst, type Rules } from './rules.ts';

export interface ReloaderOptions {
  readonly config: Config;
  readonly rules: Rules;
  readonly declared: Declared;
  /** Makes it the configuration of everything that follows reloads. */
  readonly take: (next: Config) => Promise<void>;
  readonly jobs: JobManager;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads the configuration file anew, one reload at a time. */
export class Reloader implements Reconfigure {
  readonly #o: Omit<ReloaderOptions, 'config'>;
  #config: Config;
  #running: Promise<unknown> = Promise.resolve();
  #last: ReloadState;

  constructor({ config, ...o }: ReloaderOptions) {
    this.#config = config;
    this.#o = o;
    this.#last = { successful: true, at: o.clock.now() };
  }

  get last(): ReloadState {
    return this.#last;
  }

  reload({ apply }: { readonly apply: boolean }, signal: AbortSignal): Promise<DeclaredReport> {
    const run = this.#running.then(() => this.#reload(apply, signal));
    this.#running = run.catch(() => undefined);
    return run;
  }

  /** Brings jobs and scalers in line with what the configuration declares. */
  async declare(signal: AbortSignal, apply = false): Promise<DeclaredReport> {
    const { jobs, declared, log } = this.#o;
    return applyDeclared({ jobs, declared, log, entries: entriesOf(this.#config), apply }, signal);
  }

  async #reload(apply: boolean, signal: AbortSignal): Promise<DeclaredReport> {
    const { rules, clock, log } = this.#o;
    try {
      const next = await loadConfig(this.#config.source.file, process.env);
      const fixed = diffRestartKeys(this.#config, next);
      if (fixed.length > 0)
        throw new InvalidError(
          'needs-restart',
          `${fixed.join(', ')} changed; restart the service to change that`,
        );
      refuseUnbuilt(next);
      checkAgainst(rules, next);
      await this.#o.take(next);
      this.#config = next;
      const report = await this.declare(signal, apply);
      this.#last = { successful: true, at: clock.now() };
      log.info('configuration reloaded', { file: next.source.file });
      return report;
    } catch (error) {
      this.#last = { successful: false, at: clock.now() };
      log.error('configuration not reloaded; the one before stays', { error: messageOf(error) });
      throw error;
    }
  }
}

/** The jobs and scalers of the file, as they are submitted. */
function entriesOf({ jobs, scalers, compute, source }: Config): readonly DeclaredRequest[] {
  const request = (entry: Config['jobs'][number]) => ({
    namespace: compute.namespace,
    ...entry,
    owner: 'config' as const,
    secrets: secretPaths(entry.parameters, source.secrets),
  });
  return [
    ...jobs.map((job) => declare('job', request(job))),
    ...scalers.map((scaler) => declare('scaler', request(scaler))),
  ];
}
