import type { ScalerChanges, ScalerState, StoredScaler } from '../../scaling/ports/scaler-state.ts';

type Decision = NonNullable<ScalerChanges['decisions']>[number];

/** Keeps scalers and their decisions for as long as it lives. */
export class MemoryScalerState implements ScalerState {
  readonly #scalers = new Map<string, StoredScaler>();
  readonly #decisions = new Map<string, Map<bigint, Decision>>();

  async load(signal: AbortSignal): Promise<readonly StoredScaler[]> {
    signal.throwIfAborted();
    return [...this.#scalers.values()];
  }

  async write({ put, memories, decisions, remove }: ScalerChanges, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (const scaler of put ?? []) this.#scalers.set(keyOf(scaler.spec.namespace, scaler.spec.name), scaler);
    for (const { namespace, name, memory } of memories ?? []) {
      const key = keyOf(namespace, name);
      const scaler = this.#scalers.get(key);
      if (scaler) this.#scalers.set(key, { ...scaler, memory });
    }
    for (const decision of decisions ?? []) this.#decisionsOf(decision).set(decision.at, decision);
    for (const { namespace, name } of remove ?? []) this.#scalers.delete(keyOf(namespace, name));
  }

  async decisions(
    { namespace, scaler, count }: { namespace: string; scaler: string; count: number },
    signal: AbortSignal,
  ): Promise<readonly Decision[]> {
    signal.throwIfAborted();
    const all = [...(this.#decisions.get(keyOf(namespace, scaler))?.values() ?? [])];
    return all.toSorted((a, b) => (a.at > b.at ? -1 : 1)).slice(0, count);
  }

  async expire(before: bigint, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (const decisions of this.#decisions.values()) {
      for (const { at, until } of decisions.values()) if (until < before) decisions.delete(at);
    }
  }

  #decisionsOf({ namespace, scaler }: Decision): Map<bigint, Decision> {
    const key = keyOf(namespace, scaler);
    const known = this.#decisions.get(key) ?? new Map<bigint, Decision>();
    this.#decisions.set(key, known);
    return known;
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
