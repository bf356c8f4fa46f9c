import type { HostedSpec } from '../../src/jobs/ports/hosted-jobs.ts';
import type { Json } from '../../src/lib/json.ts';
import type { Log, LogFields } from '../../src/lib/log.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { MetricRegistry } from '../../src/scaling/metric-registry.ts';
import type { SignalSource } from '../../src/scaling/ports/signal-source.ts';
import { ScalerManager } from '../../src/scaling/scaler-manager.ts';
import { createMemorySignals } from '../../src/signals/memory/create.ts';
import { MemoryJobScaling } from './memory-job-scaling.ts';
import { TestScalerState } from './test-scaler-state.ts';

export interface LogEntry {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** A ScalerManager with everything around it in memory, on virtual time. */
export class ScalerWorld {
  readonly clock = new VirtualClock();
  readonly state = new TestScalerState();
  readonly jobs = new MemoryJobScaling(this.clock);
  readonly signals = createMemorySignals({ clock: this.clock });
  readonly registry = new MetricRegistry();
  readonly entries: LogEntry[] = [];
  readonly signal = new AbortController().signal;
  readonly sources = new Map<string, SignalSource>([
    ['job', this.signals],
    ['rabbitmq', this.signals],
    ['prometheus', this.signals],
    ['http', this.signals],
  ]);
  manager = this.#create();

  async start(): Promise<void> {
    await this.manager.load(this.signal);
    this.manager.start();
  }

  /** Loses the manager as kill -9 would, and starts another on what was stored. */
  async restart(): Promise<void> {
    await this.crash();
    this.manager = this.#create();
    await this.start();
  }

  /** The manager is gone and nothing that it has not stored survives. */
  async crash(): Promise<void> {
    const scalers = new Map(this.state.scalers);
    const all = new Map(this.state.all);
    await this.manager.stop();
    this.state.scalers.clear();
    this.state.all.clear();
    for (const [key, value] of scalers) this.state.scalers.set(key, value);
    for (const [key, value] of all) this.state.all.set(key, value);
  }

  submit(name: string, parameters: { readonly [key: string]: Json }): Promise<void> {
    return this.manager.submit(this.spec(name, parameters), this.signal);
  }

  spec(name: string, parameters: { readonly [key: string]: Json }, type = 'JobScaler'): HostedSpec {
    return {
      namespace: 'ns',
      name,
      type,
      owner: 'api',
      parameters: { job: 'JuliaParBatchWorkers/w', interval: '10s', ...parameters },
    };
  }

  decisions(name: string, count = 100) {
    return this.manager.decisions('ns', name, count, this.signal);
  }

  /** The changes of scale that were logged. */
  get logged(): readonly string[] {
    return this.entries
      .filter(({ message }) => message.startsWith('changing scale'))
      .map(({ message }) => message);
  }

  #create(): ScalerManager {
    const write =
      (level: keyof Log) =>
      (message: string, fields?: LogFields): void => {
        this.entries.push({ level, message, fields });
      };
    return new ScalerManager({
      jobs: this.jobs,
      state: this.state,
      sources: this.sources,
      registry: this.registry,
      clock: this.clock,
      log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
      decisionsRetention: () => 30 * 86_400_000,
    });
  }
}
