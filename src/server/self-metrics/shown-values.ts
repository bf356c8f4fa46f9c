import { Counter, Gauge, type Registry } from 'prom-client';

/** A value and the labels that it goes with, in the order of their names. */
export type LabelledValue = readonly [value: number, ...labels: string[]];

export interface ShownValues {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly values: () => readonly LabelledValue[] | Promise<readonly LabelledValue[]>;
}

/** Shows counts that somebody else keeps, as they are when asked; they only grow. */
export function showCounter(registry: Registry, shown: ShownValues): void {
  const metric = new Counter({
    ...configuration(registry, shown),
    collect: async () => {
      const now = await shown.values();
      metric.reset();
      for (const [value, ...labels] of now) metric.labels(...labels).inc(value);
    },
  });
}

/** Shows numbers as they are when asked. */
export function showGauge(registry: Registry, shown: ShownValues): void {
  const metric = new Gauge({
    ...configuration(registry, shown),
    collect: async () => {
      const now = await shown.values();
      metric.reset();
      for (const [value, ...labels] of now) metric.labels(...labels).set(value);
    },
  });
}

function configuration(registry: Registry, { name, help, labels = [] }: ShownValues) {
  return { name, help, labelNames: [...labels], registers: [registry] };
}
