import type { Declared, DeclaredEntry } from '../../jobs/ports/declared.ts';

/** Remembers what was declared for as long as it lives. */
export class MemoryDeclared implements Declared {
  readonly #entries = new Map<string, DeclaredEntry>();

  async read(signal: AbortSignal): Promise<readonly DeclaredEntry[]> {
    signal.throwIfAborted();
    return [...this.#entries.values()];
  }

  async write(entries: readonly DeclaredEntry[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (const entry of entries) this.#entries.set(keyOf(entry), entry);
  }

  async remove(entries: readonly DeclaredEntry[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (const entry of entries) this.#entries.delete(keyOf(entry));
  }
}

function keyOf({ kind, namespace, name }: DeclaredEntry): string {
  return `${kind} ${namespace}/${name}`;
}
