import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ProcessTrees } from '../src/clusters/local/proc/process-trees.ts';
import { readStat } from '../src/clusters/local/proc/read-stat.ts';
import { SystemClock } from '../src/lib/system-clock.ts';

const PROCESSES = Number(process.argv[2] ?? 1_000);
const SWEEPS = 60;
const INTERVAL = 15_000;
/** Started at once; more would only wait for each other. */
const TOGETHER = 50;

/** What it costs to look at the processes of many runs every 15 s, beside reading as many files and nothing else. */
async function procSweep(): Promise<void> {
  const sleepers: ChildProcess[] = [];
  try {
    while (sleepers.length < PROCESSES) {
      const more = Array.from({ length: Math.min(TOGETHER, PROCESSES - sleepers.length) }, startSleeper);
      sleepers.push(...more);
      await Promise.all(more.map((sleeper) => once(sleeper, 'spawn')));
    }
    const pids = sleepers.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    const trees = new ProcessTrees(new SystemClock());
    for (const pid of pids) trees.add({ run: `run-${pid}`, pid, start: readStat(pid)?.start ?? 0 });
    const sweep = await cpuOf(() => trees.sweep());
    const files = await cpuOf(() => pids.forEach((pid) => readFileSync(`/proc/${pid}/stat`)));
    const found = pids.filter((pid) => trees.members(`run-${pid}`).length > 0).length;
    console.log(
      `Sweep of /proc for ${found} runs of one process, mean of ${SWEEPS}:\n` +
        `  sweep                    ${sweep.toFixed(1)} ms of CPU, ${share(sweep)} of a core every 15 s\n` +
        `  reading the files only   ${files.toFixed(1)} ms of CPU, ${share(files)}\n` +
        `  ratio                    ${(sweep / files).toFixed(2)}`,
    );
  } finally {
    for (const sleeper of sleepers) sleeper.kill('SIGKILL');
  }
}

/** In a session of its own, as each process of a job is. */
function startSleeper(): ChildProcess {
  return spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
}

/** Milliseconds of CPU time of one run, after a few that warm up. */
async function cpuOf(run: () => Promise<void> | void): Promise<number> {
  for (let round = 0; round < SWEEPS / 4; round++) await run();
  const before = process.cpuUsage();
  for (let round = 0; round < SWEEPS; round++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / SWEEPS;
}

function share(cpu: number): string {
  return `${((100 * cpu) / INTERVAL).toFixed(2)} %`;
}

await procSweep();
