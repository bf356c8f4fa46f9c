import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FatalError, InvalidError, messageOf } from '../../../lib/errors.ts';
import type { JobSpec, ProcessSpec } from '../../../jobs/job-spec.ts';
import { environmentOf } from './environment.ts';
import type { FreePorts } from './free-ports.ts';
import type { LiveRun } from './live-run.ts';
import { fillPorts } from './port-references.ts';
import { checkPorts, type ResolvedCommand, type Site } from './resolve-command.ts';
import type { RunFiles } from './run-files.ts';
import { rewriteMounts } from './volumes.ts';

const SHIM = path.join(import.meta.dirname, '../shim.sh');

export interface StartSite extends Site {
  readonly files: RunFiles;
  readonly ports: FreePorts;
  /** Where a stream of a process is appended to. */
  readonly streamFile: (live: LiveRun, stream: 'stdout' | 'stderr') => Promise<string>;
  /** The service's address, for JRUN_URL. */
  readonly url: string;
}

export interface Started {
  readonly shim: ChildProcess;
  readonly pid: number;
  readonly ports: Readonly<Record<string, number>>;
}

/**
 * Starts a run under its shim, which leads a session of its own and appends the streams to files: the
 * service is needed for neither. Rejects if it could not be started.
 */
export async function startRun(
  live: LiveRun,
  site: StartSite,
  resolve: (spec: JobSpec, own: ProcessSpec) => Promise<ResolvedCommand>,
): Promise<Started> {
  const { job, process: record, run } = live;
  const own = record.role === 'master' ? job.spec.master : job.spec.workers;
  if (own === undefined) throw new InvalidError('no-process', `job "${job.spec.name}" has no ${record.role}`);
  const command = await resolve(job.spec, own);
  const numbers = await site.ports.take(run, job.spec.ports.length);
  const ports = Object.fromEntries(job.spec.ports.map(({ name }, index) => [name, numbers[index] ?? 0]));
  await site.files.prepare(run, ports);
  const cfgFile = await copyCfg(command, job.spec, site.files.folder(run), ports);
  const args = command.args.map((arg) => fillPorts(arg, ports));
  await using stdout = await open(await site.streamFile(live, 'stdout'), 'a', 0o600);
  await using stderr = await open(await site.streamFile(live, 'stderr'), 'a', 0o600);
  const shim = spawn(
    '/bin/sh',
    [
      SHIM,
      site.files.folder(run),
      site.files.exit(run),
      live.cgroup ?? '',
      command.program,
      ...(cfgFile ? [cfgFile] : []),
      ...args,
    ],
    {
      cwd: command.workFolder,
      detached: true,
      stdio: ['ignore', stdout.fd, stderr.fd],
      env: environmentOf({
        job,
        process: record,
        run,
        command,
        ports,
        url: site.url,
        outer: process.env,
        ...(cfgFile === undefined ? {} : { cfgFile }),
      }),
    },
  );
  if (shim.pid === undefined) {
    const [cause]: readonly unknown[] = await once(shim, 'error');
    throw new FatalError('spawn-failed', `the system could not start a process: ${messageOf(cause)}`, {
      cause,
    });
  }
  shim.unref();
  return { shim, pid: shim.pid, ports };
}

/** The copy of a configuration file that a process gets, with its own ports and the real folders. */
async function copyCfg(
  { cfgFile, volumes }: ResolvedCommand,
  spec: JobSpec,
  folder: string,
  ports: Readonly<Record<string, number>>,
): Promise<string | undefined> {
  if (cfgFile === undefined) return undefined;
  const text = rewriteMounts(await readFile(cfgFile, 'utf8'), volumes);
  checkPorts(spec, text, `cfg_file ${cfgFile}`);
  const copy = path.join(folder, path.basename(cfgFile));
  await writeFile(copy, fillPorts(text, ports), { mode: 0o600 });
  return copy;
}
