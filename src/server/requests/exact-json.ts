/** Digits enough to be an integer beyond 2^53, which a double would round; those of fractions are many anyway. */
const LONG_INTEGER = /(?:^|[^\d.])\d{16}/;

interface SourceContext {
  readonly source?: string;
}

/** JSON whose integers beyond 2^53, such as nanosecond times, arrive as text with every digit. SyntaxError if it is not JSON. */
export function parseExactJson(text: string): unknown {
  return LONG_INTEGER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** The third argument is newer than the compiler's types. */
function keepDigits(_key: string, value: unknown, context: SourceContext = {}): unknown {
  const exact = typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value);
  return exact || !/^-?\d+$/.test(context.source ?? '') ? value : context.source;
}
