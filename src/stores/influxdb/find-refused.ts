import { InfluxRefusal } from './influx-errors.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** Sends lines; rejects with an InfluxRefusal if some of them cannot be stored. */
export type Send = (lines: string) => Promise<void>;

/**
 * Finds the lines that the server refuses: it does not name them, but tells how many it dropped. Halves are sent
 * again until a part is stored or refused as a whole; sending a line twice changes nothing. Resolves when every
 * other line is stored.
 */
export async function findRefused(
  lines: readonly string[],
  first: InfluxRefusal,
  send: Send,
): Promise<ReadonlyMap<number, string>> {
  const refused = new Map<number, string>();

  async function narrow(part: readonly Line[], refusal: InfluxRefusal): Promise<void> {
    if (part.length === 1 || refusal.dropped === part.length) {
      for (const { at } of part) refused.set(at, refusal.message);
      return;
    }
    const middle = part.length >> 1;
    for (const half of [part.slice(0, middle), part.slice(middle)]) {
      const again = await refusalOf(half.map(({ text }) => text).join('\n'), send);
      if (again !== undefined) await narrow(half, again);
    }
  }

  const numbered = lines.map((text, at): Line => ({ at, text }));
  await narrow(numbered.toSorted(inOrderOf(first)), first);
  return refused;
}

async function refusalOf(lines: string, send: Send): Promise<InfluxRefusal | undefined> {
  try {
    await send(lines);
    return undefined;
  } catch (error) {
    if (error instanceof InfluxRefusal) return error;
    throw error;
  }
}

/** Brings lines together that have the same fault: of one time if they are too old, else of one series. */
function inOrderOf(refusal: InfluxRefusal): (a: Line, b: Line) => number {
  if (!/retention policy/i.test(refusal.message)) return (a, b) => (a.text < b.text ? -1 : 1);
  return (a, b) => {
    const [one, other] = [timeOf(a), timeOf(b)];
    return one < other ? -1 : Number(one > other);
  };
}

function timeOf({ text }: Line): bigint {
  return BigInt(text.slice(text.lastIndexOf(' ') + 1));
}
