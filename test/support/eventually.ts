import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until the answer is accepted, and yields it. Time decides nothing but when to give
 * up: then it rejects with the last answer or error.
 */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  accept: (answer: T) => boolean,
  { within = 30_000, every = 100 } = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (accept(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline)
      throw new Error(`not within ${within} ms; last: ${describe(last)}`, { cause: last });
    await sleep(every);
  }
}

function describe(value: unknown): string {
  if (value instanceof Error) return value.message;
  return (
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)) ??
    String(value)
  );
}
