import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { jobProcessesIn } from './support/processes.ts';
import { ServiceProcess } from './support/service-process.ts';
import { NOTE_START, serviceWith, SHELL_JOB, startsOf } from './support/shell-jobs.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../config');

interface Told {
  readonly current: number;
  readonly desired: number;
  readonly outcome: string;
  readonly explanation: string;
}

interface Described {
  readonly last_exits: readonly { readonly reason: string; readonly exit_code: number | null }[];
}

describe('the quickstart', () => {
  it('grows its workers and shrinks them again, explains it, and leaves nothing behind', async () => {
    await using service = await ServiceProcess.create();
    await service.configure(await quickstart());
    await service.start();
    const scale = () => service.call<[number, number]>('getJobScale/JuliaParBatchWorkers', { name: 'darts' });

    await eventually(scale, ([running, requested]) => running > 1 && requested > 1);
    await eventually(scale, ([running, requested]) => running === 1 && requested === 1, { within: 50_000 });

    const told = await service.call<Told[]>('getDecisions/JobScaler', { name: 'darts-scaler', count: 100 });
    const changes = told.filter(({ outcome }) => outcome === 'applied');
    const grown = changes.find(({ current, desired }) => desired > current);
    const shrunk = changes.find(({ current, desired }) => desired < current);
    expect(grown?.explanation).toMatch(/Threshold\(…, \(2, 10\), 1\) = 1\n.* JobMetric\("backlog"\) = \d+/);
    expect(shrunk?.explanation).toMatch(
      /Threshold\(…, \(2, 10\), 1\) = -1\n.* JobMetric\("backlog"\) = [01]/,
    );

    const darts = await eventually(
      () => service.call<Described>('describeJob/JuliaParBatchWorkers', { name: 'darts' }),
      ({ last_exits: exits }) => exits.length > 0,
    );
    for (const exit of darts.last_exits) {
      expect(exit.reason).toBe('scaled-in');
      expect([0, 143], 'it ended by itself').toContain(exit.exit_code);
    }

    expect(await service.end('SIGINT')).toBe(0);
    expect(await jobProcessesIn(service.folder)).toEqual([]);
  });

  it('starts as it was left, and ends at SIGTERM too', async () => {
    await using service = await ServiceProcess.create();
    await service.configure(await quickstart());
    for (let round = 0; round < 2; round++) {
      await service.start();
      await eventually(
        () => service.call<Record<string, { scale: [number, number] }>>('getAllJobInfo'),
        (jobs) => (jobs['darts']?.scale[0] ?? 0) > 0,
      );
      expect(await service.end('SIGTERM')).toBe(0);
      expect(await jobProcessesIn(service.folder)).toEqual([]);
    }
  });
});

describe('a second signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s kills jobs that do not end by themselves', async (signal) => {
    await using service = await serviceWith(
      { 'deaf.sh': `trap "" TERM\n${NOTE_START}while :; do sleep 0.1; done\n` },
      {
        compute: { on_stop: 'stop' },
        jobs: [
          {
            type: 'JuliaBatch',
            name: 'deaf',
            start_script: 'deaf.sh',
            ...SHELL_JOB,
            termination_grace: '10m',
          },
        ],
      },
    );
    await service.start();
    await eventually(
      () => startsOf(service, 'deaf'),
      (starts) => starts.length === 1,
    );
    service.kill(signal);
    await eventually(
      () => service.output,
      (output) => output.includes(`${signal}: stopping; once more stops at once`),
    );
    service.kill(signal);
    expect(await service.exitCode()).toBe(130);
    expect(await jobProcessesIn(service.folder)).toEqual([]);
  });
});

/** The shipped file, as it is but for its place. */
async function quickstart(): Promise<object> {
  const { $schema: _, ...shipped } = parse(
    await readFile(path.join(CONFIG, 'quickstart.jsonc'), 'utf8'),
    [],
    { allowTrailingComma: true },
  );
  const hostpath = shipped.storage.hostpath.map((volume: { readonly path: string }) => ({
    ...volume,
    path: path.resolve(CONFIG, volume.path),
  }));
  return { ...shipped, storage: { ...shipped.storage, hostpath } };
}
