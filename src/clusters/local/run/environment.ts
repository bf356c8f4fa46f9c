import type { JobRecord } from '../../../jobs/lifecycle/job-record.ts';
import type { ProcessRecord } from '../../../jobs/lifecycle/process-record.ts';
import { MARKER } from '../proc/find-marked.ts';
import type { ResolvedCommand } from './resolve-command.ts';

/** What jobs take over from the service's own environment: where things are, and in which language and time zone. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

export interface EnvironmentOptions {
  readonly job: JobRecord;
  readonly process: ProcessRecord;
  readonly run: string;
  readonly command: ResolvedCommand;
  readonly ports: Readonly<Record<string, number>>;
  readonly cfgFile?: string;
  /** The service's own. */
  readonly url: string;
  readonly outer: Readonly<Record<string, string | undefined>>;
}

/** The whole environment of a process. The job's variables win over what is passed on, ours over the job's. */
export function environmentOf(options: EnvironmentOptions): Record<string, string> {
  const { job, process, run, command, ports, cfgFile, url, outer } = options;
  const own = process.role === 'master' ? job.spec.master : job.spec.workers;
  const all: Record<string, string | undefined> = {
    ...Object.fromEntries(PASSED_ON.map((name) => [name, outer[name]])),
    ...(command.packages === undefined
      ? {}
      : { LOAD_PATH: command.packages, JULIA_LOAD_PATH: `${command.packages}:` }),
    ...own?.env,
    JRUN_TYPE: job.spec.type,
    JRUN_NAME: job.spec.name,
    JRUN_PROCESS: process.name,
    JRUN_NAMESPACE: job.spec.namespace,
    JRUN_ROLE: process.role,
    JRUN_CLUSTER_COOKIE: job.cookie,
    JRUN_DIR: command.workFolder,
    JRUN_URL: url,
    JRUN_MASTER: job.masterPort === undefined ? undefined : `127.0.0.1:${job.masterPort}`,
    JRUN_CFG_FILE: cfgFile,
    JRUN_PASSWD: command.passwd,
    [MARKER]: run,
  };
  for (const [name, folder] of command.volumes) all[`JRUN_VOLUME_${upperCase(name)}`] = folder;
  for (const [name, port] of Object.entries(ports)) all[`JRUN_PORT_${upperCase(name)}`] = String(port);
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A name as part of a variable's name. */
function upperCase(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}
