/** Bytes of a stream by their offset since its beginning. */
export type ReadBytes = (from: number, to: number) => Promise<Buffer>;

export interface RawLine {
  readonly offset: number;
  readonly text: string;
  /** The next byte after it, and after its line end. */
  readonly next: number;
}

const NEWLINE = 10;
const FIRST_CHUNK = 8_192;
const CHUNK = 65_536;
/** Longer lines are cut into pieces while they are searched for their beginning. */
const LONGEST_PIECE = 262_144;
/** What is shown of a line, in bytes. */
const LONGEST_SHOWN = 16_384;

/**
 * The lines of [start, end), the last one first. What follows the last line end counts as a line too.
 * Reads no more than the lines that are taken.
 */
export async function* linesBackward(read: ReadBytes, start: number, end: number): AsyncGenerator<RawLine> {
  let carry: Buffer = Buffer.alloc(0);
  let next = end;
  for (let position = end, chunk = FIRST_CHUNK; position > start; chunk = CHUNK) {
    const from = Math.max(start, position - chunk);
    let block = Buffer.concat([await read(from, position), carry]);
    position = from;
    // the line end of the last line ends no other line
    for (;;) {
      const searchTo = block.length - (block.at(-1) === NEWLINE ? 2 : 1);
      const cut = searchTo < 0 ? -1 : block.lastIndexOf(NEWLINE, searchTo);
      if (cut < 0) break;
      yield toLine(block.subarray(cut + 1), from + cut + 1, next);
      next = from + cut + 1;
      block = block.subarray(0, cut + 1);
    }
    if (block.length > LONGEST_PIECE) {
      const cut = from + halfOfCharacter(block);
      yield toLine(block.subarray(cut - from), cut, next);
      next = cut;
      block = block.subarray(0, cut - from);
    }
    carry = block;
  }
  if (carry.length > 0) yield toLine(carry, next - carry.length, next);
}

/** The whole lines of [from, to), in order; with `rest`, also what follows the last line end. */
export async function* linesForward(
  read: ReadBytes,
  from: number,
  to: number,
  rest: boolean,
): AsyncGenerator<RawLine> {
  let carry: Buffer = Buffer.alloc(0);
  let offset = from;
  for (let position = from; position < to;) {
    const end = Math.min(to, position + CHUNK);
    let block = Buffer.concat([carry, await read(position, end)]);
    position = end;
    for (let cut = block.indexOf(NEWLINE); cut >= 0; cut = block.indexOf(NEWLINE)) {
      yield toLine(block.subarray(0, cut + 1), offset, offset + cut + 1);
      offset += cut + 1;
      block = block.subarray(cut + 1);
    }
    if (block.length > LONGEST_PIECE) {
      yield toLine(block, offset, offset + block.length);
      offset += block.length;
      block = Buffer.alloc(0);
    }
    carry = block;
  }
  if (rest && carry.length > 0) yield toLine(carry, offset, offset + carry.length);
}

/** How many bytes at the beginning belong to a character that begins before them. */
function halfOfCharacter(bytes: Buffer): number {
  let count = 0;
  while (count < 3 && ((bytes[count] ?? 0) & 0xc0) === 0x80) count++;
  return count;
}

/** Bytes of one line as text: without its line end, and not too long. */
function toLine(bytes: Buffer, offset: number, next: number): RawLine {
  let end = bytes.length;
  if (bytes[end - 1] === NEWLINE) end--;
  if (bytes[end - 1] === 13) end--;
  if (end <= LONGEST_SHOWN) return { offset, next, text: bytes.toString('utf8', 0, end) };
  const shown = bytes.toString('utf8', 0, LONGEST_SHOWN).replace(/\uFFFD$/u, '');
  return { offset, next, text: `${shown}… (${end} bytes)` };
}
