import type { Json } from '../../src/lib/json.ts';
import type { Decision } from '../../src/scaling/decision.ts';
import type { ScalerChanges, ScalerState, StoredScaler } from '../../src/scaling/ports/scaler-state.ts';

/** A ScalerState whose content tests can see and change, and whose writes can be made to fail. */
export class TestScalerState implements ScalerState {
  readonly scalers = new Map<string, StoredScaler>();
  readonly all = new Map<string, Decision>();
  readonly writes: ScalerChanges[] = [];
  /** When set, writes fail with it. */
  failure: Error | undefined;

  load(): Promise<readonly StoredScaler[]> {
    return Promise.resolve([...this.scalers.values()]);
  }

  write(changes: ScalerChanges): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.writes.push(changes);
    for (const stored of changes.put ?? []) this.scalers.set(key(stored.spec), copy(stored));
    for (const { namespace, name, memory } of changes.memories ?? []) {
      const stored = this.scalers.get(key({ namespace, name }));
      if (stored !== undefined)
        this.scalers.set(key({ namespace, name }), { ...stored, memory: copy(memory) });
    }
    for (const decision of changes.decisions ?? []) {
      this.all.set(`${decision.namespace}/${decision.scaler}/${decision.at}`, decision);
    }
    for (const ref of changes.remove ?? []) this.scalers.delete(key(ref));
    return Promise.resolve();
  }

  decisions(query: { namespace: string; scaler: string; count: number }): Promise<readonly Decision[]> {
    const own = [...this.all.values()].filter(
      ({ namespace, scaler }) => namespace === query.namespace && scaler === query.scaler,
    );
    return Promise.resolve(own.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, query.count));
  }

  expire(before: bigint): Promise<void> {
    for (const [id, decision] of this.all) if (decision.until < before) this.all.delete(id);
    return Promise.resolve();
  }

  memoryOf(namespace: string, name: string): Json | undefined {
    return this.scalers.get(key({ namespace, name }))?.memory;
  }
}

function key(ref: { readonly namespace: string; readonly name: string }): string {
  return `${ref.namespace}/${ref.name}`;
}

function copy<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
