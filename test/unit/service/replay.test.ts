import { describe, expect, it } from 'vitest';
import { createMemoryCluster } from '../../../src/clusters/memory/create.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { silentLog, type Log } from '../../../src/lib/log.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createService } from '../../../src/service.ts';
import { createMemorySignals } from '../../../src/signals/memory/create.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { QueueModel } from '../../support/queue-model.ts';

const SECOND = 1_000;
const { signal } = new AbortController();

const CONFIG = {
  server: { port: 0 },
  jobs: [
    {
      type: 'JuliaParBatchWorkers',
      name: 'workers',
      start_script: 'worker.jl',
      run_volume: 'work',
      nworkers: 1,
    },
  ],
  scalers: [
    {
      name: 'workers-scaler',
      job: 'JuliaParBatchWorkers/workers',
      interval: '10s',
      metric: 'BoundedMetric(AverageMetric(WorkQueueMetric("workq"; host="localhost"), 20), 1:10)',
    },
  ],
};

describe('a service on virtual time and memory adapters', () => {
  it('follows three bursts of ten messages up and down, as the work queue demonstration did', async () => {
    const clock = new VirtualClock();
    const said: string[] = [];
    const log: Log = {
      ...silentLog,
      info: (message) => void (message.startsWith('changing scale') && said.push(message)),
    };
    const cluster = createMemoryCluster({ clock, log: silentLog, startDelay: 2 * SECOND });
    const queue = new QueueModel({ clock, workSeconds: 10 });
    const signals = createMemorySignals({ clock });
    signals.otherwise(() => queue.depth);
    const config = parseConfig(JSON.stringify(CONFIG), { file: 'replay.jsonc', folder: '/', env: {} });
    const parts = {
      clock,
      log,
      cluster,
      store: createMemoryStore(),
      sources: new Map([['rabbitmq', signals]]),
    };
    await using service = await createService(config, parts);
    await service.start();

    const requested: number[] = [];
    for (let second = 0; second < 720; second++) {
      if (second >= 210 && second < 300 && second % 30 === 0) queue.publish(10);
      const scale = (await service.jobs.scales([{ namespace: 'default', name: 'workers' }], signal)).get(
        'default/workers',
      );
      queue.work(scale?.running ?? 0);
      requested.push(scale?.requested ?? 0);
      await clock.advance(SECOND);
    }

    const peak = Math.max(...requested);
    const top = requested.indexOf(peak);
    expect(peak).toBeGreaterThanOrEqual(4);
    expect(peak).toBeLessThanOrEqual(10);
    expect(requested.slice(0, top)).toEqual(requested.slice(0, top).toSorted((a, b) => a - b));
    expect(requested.slice(top)).toEqual(requested.slice(top).toSorted((a, b) => b - a));
    expect(requested.at(-1)).toBe(1);
    expect(queue.done).toBe(30);

    const changes = requested.filter((n, index) => index > 0 && n !== requested[index - 1]);
    expect(said).toEqual(changes.map((n) => `changing scale of workers to ${n}`));
    const decisions = await service.scalers.decisions('default', 'workers-scaler', 100, signal);
    expect(decisions.filter(({ outcome }) => outcome === 'applied').map(({ desired }) => desired)).toEqual(
      changes.toReversed(),
    );
    await service.stop(signal);
  });
});
