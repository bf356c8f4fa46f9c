import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createLocalCluster } from '../../src/clusters/local/create.ts';
import type { LocalClusterConfig } from '../../src/clusters/local/schema.ts';
import { Storage } from '../../src/clusters/schema.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import type { ClusterParts } from '../../src/clusters/cluster-parts.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/jobs');
const PATIENCE = 30_000;

/** A configuration below a folder: state in `state`, the run volume `work` in `work`, with the test's script in it. */
export async function localConfig(
  folder: string,
  compute: Partial<LocalClusterConfig['compute']> = {},
): Promise<LocalClusterConfig> {
  const work = path.join(folder, 'work');
  await mkdir(work, { recursive: true });
  await copyFile(path.join(FIXTURES, 'behave.sh'), path.join(work, 'script.sh'));
  return {
    compute: {
      state: path.join(folder, 'state'),
      cpu: 1_000,
      memory: 2 ** 30,
      gpu: 0,
      namespace: 'default',
      on_stop: 'keep',
      script_roots: [],
      shared_user: false,
      ...compute,
    },
    images: { sh: { executable: 'sh' }, empty: { image: 'nothing' } },
    storage: Storage.parse({
      hostpath: [{ name: 'work', path: work }],
      scratch: [{ name: 'scratch' }],
      nfs: [{ name: 'far', server: 's', path: '/p' }],
    }),
    packages: [],
  };
}

export async function startLocalCluster(config: LocalClusterConfig): Promise<ClusterParts> {
  const parts = await createLocalCluster({ config, clock: new SystemClock(), log: silentLog });
  await parts.start('http://127.0.0.1:8888', new AbortController().signal);
  return parts;
}

/** Polls until the condition holds. It fails after a time far beyond what is needed. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const holds = await condition();
    if (holds) return holds;
    await setTimeout(20);
  }
  throw new Error(`not reached: ${what}`);
}

/** Tells a process of `behave.sh` to end. */
export async function tellToEnd(folder: string, process: string, exitCode: number): Promise<void> {
  await writeFile(path.join(folder, 'work', `end.${process}`), String(exitCode));
}

/** One start of a process, as the process itself noted it. */
export interface Start {
  readonly pid: number;
  readonly process: string;
  readonly run: string;
}

/** All starts of a job's processes, in order. */
export async function startsOf(folder: string, job: string): Promise<readonly Start[]> {
  const text = await readFile(path.join(folder, 'work', `starts.${job}`), 'utf8').catch(() => '');
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => {
    const [pid = '', process = '', run = ''] = line.split(' ');
    return { pid: Number(pid), process, run };
  });
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Living processes that come from jobs whose state lies in the folder. */
export async function processesOf(folder: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.includes(`JRUN_DIR=${path.join(folder, 'work')}\0`)) found.push(Number(pid));
  }
  return found;
}

/** Kills whatever a test has left. */
export async function killLeft(folder: string): Promise<void> {
  await until('nothing is left', async () => {
    const left = await processesOf(folder);
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // gone already
      }
    }
    return left.length === 0;
  });
}
