import type { Json } from '../../lib/json.ts';
import type { MetricMemory } from '../scaler-metric.ts';

/** Remembers nothing. */
export const NOTHING: MetricMemory = Object.freeze({});

/** What part `index` remembers, out of the memory of the metric that it is a part of: the entries `<index>/...`. */
export function memoryOfPart(memory: MetricMemory, index: number): MetricMemory {
  const prefix = `${index}/`;
  let part: Record<string, Json> | undefined;
  for (const key in memory) {
    const value = memory[key];
    if (key.startsWith(prefix) && value !== undefined) (part ??= {})[key.slice(prefix.length)] = value;
  }
  return part ?? NOTHING;
}

/** Puts what part `index` remembers into the memory of the whole, which is being built. */
export function keepMemoryOfPart(whole: Record<string, Json>, index: number, part: MetricMemory): void {
  for (const key in part) {
    const value = part[key];
    if (value !== undefined) whole[`${index}/${key}`] = value;
  }
}
