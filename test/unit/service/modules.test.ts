import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryCluster } from '../../../src/clusters/memory/create.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { checkConfig, createService } from '../../../src/service.ts';
import { createMemorySignals } from '../../../src/signals/memory/create.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/modules');
const { signal } = new AbortController();

const configOf = (change: object) =>
  parseConfig(JSON.stringify({ server: { port: 0 }, ...change }), {
    file: 'modules.jsonc',
    folder: FOLDER,
    env: {},
  });

const job = (type: string, name: string) => ({
  type,
  name,
  start_script: 'worker.jl',
  run_volume: 'work',
  nworkers: 1,
});

const WITH_MODULE = {
  modules: ['./doubled.js'],
  jobs: [job('JuliaParBatchWorkers', 'darts'), job('Crew', 'crew')],
  scalers: [
    {
      name: 'by-class',
      job: 'JuliaParBatchWorkers/darts',
      interval: '1s',
      max: 9,
      metric: 'Doubled(JobMetric("backlog"))',
    },
  ],
};

describe("users' modules", () => {
  it('bring metric classes, job types and scalers built in code', async () => {
    const clock = new VirtualClock();
    const signals = createMemorySignals({ clock });
    signals.otherwise(() => 3);
    const cluster = createMemoryCluster({ clock, log: silentLog });
    const parts = {
      clock,
      log: silentLog,
      cluster,
      store: createMemoryStore(),
      sources: new Map([['job', signals]]),
    };
    await using service = await createService(configOf(WITH_MODULE), parts);
    await service.start();
    await clock.advance(3_000);

    const refs = ['darts', 'crew'].map((name) => ({ namespace: 'default', name }));
    const scales = await service.jobs.scales(refs, signal);
    expect(refs.map(({ name }) => scales.get(`default/${name}`)?.requested)).toEqual([6, 3]);
    expect(
      (await service.jobs.find({ namespace: 'default', name: 'crew', type: 'Crew' }, signal)).spec.type,
    ).toBe('Crew');
    const [decision] = await service.scalers.decisions('default', 'by-class', 1, signal);
    expect(decision?.reason).toBe('JobMetric("backlog") = 3 makes 6');
    await service.stop(signal);
  });

  it('that register nothing, or cannot be loaded, are told by name', async () => {
    await expect(checkConfig(configOf({ modules: ['./empty.js'] }))).rejects.toThrow(
      /empty\.js cannot be used: it exports no function "register"/,
    );
    await expect(checkConfig(configOf({ modules: ['./missing.js'] }))).rejects.toThrow(
      /missing\.js cannot be used/,
    );
  });

  it('are needed for what they register: without them the entries are refused where they stand', async () => {
    const { modules: _none, ...without } = WITH_MODULE;
    await expect(checkConfig(configOf(without))).rejects.toThrow(/Doubled[\s\S]*Crew|Crew[\s\S]*Doubled/);
  });
});
