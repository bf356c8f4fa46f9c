const MASK = '***';

/** A value that must never be shown. Whatever prints it, on purpose or not, prints a mask. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}

/** Texts that must not be shown, wherever they came from, and a way to take them out of other texts. */
export class Secrets {
  readonly #values = new Set<string>();

  add(value: string): void {
    if (value === '') return;
    this.#values.add(value);
    this.#values.add(JSON.stringify(value).slice(1, -1)); // as JSON quotes it
  }

  /** The text without the secrets in it. Secrets of one to three characters are masked only where they are the whole text. */
  mask(text: string): string {
    if (this.#values.has(text)) return MASK;
    let masked = text;
    for (const value of [...this.#values].toSorted((a, b) => b.length - a.length)) {
      if (value.length > 3) masked = masked.replaceAll(value, MASK);
    }
    return masked;
  }
}
