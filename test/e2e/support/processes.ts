import { readdir, readFile } from 'node:fs/promises';

/** A process of this machine whose environment names the folder of a test's service. */
export interface JobProcess {
  readonly pid: number;
  readonly name: string;
  readonly command: string;
}

/** Every process that jobs of the service in `folder` have started, shims and children included. */
export async function jobProcessesIn(folder: string): Promise<readonly JobProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => look(pid, folder)));
  return found.filter((process) => process !== undefined);
}

/** Kills them all. */
export async function killProcessesIn(folder: string): Promise<void> {
  for (const { pid } of await jobProcessesIn(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone already
    }
  }
}

async function look(pid: string, folder: string): Promise<JobProcess | undefined> {
  try {
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const name = environment
      .find((entry) => entry.startsWith('JRUN_PROCESS='))
      ?.slice('JRUN_PROCESS='.length);
    if (
      name === undefined ||
      !environment.some((entry) => entry.startsWith('JRUN_') && entry.includes(folder))
    )
      return undefined;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    return { pid: Number(pid), name, command };
  } catch {
    return undefined;
  }
}
