import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ServiceProcess } from './service-process.ts';

/** Notes each start in the run volume, so that a test sees what was started how often. */
export const NOTE_START = 'echo "$JRUN_PROCESS $$" >>"$JRUN_DIR/starts.$JRUN_NAME"\n';

/** Runs until it is told to stop. */
export const SLEEP = `${NOTE_START}exec sleep 1000\n`;

const SURROUNDINGS = {
  images: { sh: { executable: '/bin/sh' }, node: { executable: process.execPath } },
  storage: { hostpath: [{ name: 'work', path: './work' }] },
  compute: { cpu: 64, memory: '64Gi' },
};

/** What most jobs of these tests have in common. */
export const SHELL_JOB = { run_volume: 'work', image: 'sh', cpu: '0.1', memory: '64Mi' };

/** A service, not started, with scripts in its volume `work` and images `sh` and `node`. */
export async function serviceWith(
  scripts: Readonly<Record<string, string>>,
  config: object = {},
): Promise<ServiceProcess> {
  const service = await ServiceProcess.create();
  for (const [name, script] of Object.entries(scripts)) await service.write(`work/${name}`, script);
  await service.configure({ ...SURROUNDINGS, ...config });
  return service;
}

/** The starts of a job's processes, in order: names and pids. */
export async function startsOf(
  service: ServiceProcess,
  job: string,
): Promise<readonly { readonly process: string; readonly pid: number }[]> {
  const notes = await readFile(path.join(service.folder, 'work', `starts.${job}`), 'utf8').catch(() => '');
  return notes
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [process = '', pid] = line.split(' ');
      return { process, pid: Number(pid) };
    });
}

/** The pids of a job's starts that live. */
export async function livingOf(service: ServiceProcess, job: string): Promise<readonly number[]> {
  return (await startsOf(service, job)).map(({ pid }) => pid).filter(isAlive);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
