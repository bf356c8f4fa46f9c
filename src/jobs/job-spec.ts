import type { Json } from '../lib/json.ts';
import type { Millis } from '../lib/time.ts';
import type { JobRef } from './job-ref.ts';

/** Who may change a job or scaler: the configuration file, or callers of the API. */
export type Owner = 'config' | 'api';

/** When a process that has ended is started again. */
export type Restart = 'Always' | 'OnFailure' | 'Never';

/** What a process is promised (request) and may use at most (limit). */
export interface Amount {
  readonly request: number;
  readonly limit: number;
}

/** What a process runs: a script under the image's executable (or a shell), or a program with arguments. */
export type Command =
  | { readonly kind: 'script'; readonly script: string; readonly shell?: string }
  | {
      readonly kind: 'program';
      readonly command?: string;
      readonly cfgFile?: string;
      readonly passwd?: string;
      readonly args: readonly string[];
    };

/** One kind of process of a job. All numbers are per process. */
export interface ProcessSpec {
  readonly role: 'master' | 'worker';
  readonly run: Command;
  /** Millicores. */
  readonly cpu: Amount;
  /** Bytes. */
  readonly memory: Amount;
  readonly gpu: number;
  readonly env: Readonly<Record<string, string>>;
  readonly restart: Restart;
}

/** A named port: where the process listens and where the service offers it. */
export interface Port {
  readonly name: string;
  readonly container: number;
  readonly service: number;
}

/** A job as clusters run it: every default filled in, nothing of its type left to interpret. Plain JSON. */
export interface JobSpec extends JobRef {
  readonly type: string;
  readonly owner: Owner;
  /** The authenticated caller that submitted it, for accounting. */
  readonly user?: string;
  /** The parameters as submitted, for describeJob, updateJob and drift. */
  readonly parameters: { readonly [name: string]: Json };
  /** Where in the parameters secrets of the configuration stand, as paths such as `envvars.DB`; never shown. */
  readonly secrets?: readonly string[];
  readonly image: string;
  readonly runVolume: string;
  readonly additionalVolumes: readonly string[];
  readonly packageBundle?: string;
  readonly ports: readonly Port[];
  readonly external: boolean;
  readonly master?: ProcessSpec;
  /** Absent on jobs that are one process; those have no scale. */
  readonly workers?: ProcessSpec;
  /** The scale at submission only. */
  readonly nworkers: number;
  readonly doneWhen: 'master-exits' | 'workers-exit' | 'deleted';
  /** Failures in a row of one process before the job is failed. */
  readonly retries: number;
  /** Running time after which the job is failed. */
  readonly timeout?: Millis;
  /** Time after its end at which the job is removed. */
  readonly ttlAfterFinished?: Millis;
  /** Time between SIGTERM and SIGKILL. */
  readonly terminationGrace: Millis;
}
