/** A place in a text, counted from 1, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text with its name, by lines. */
export class SourceText {
  readonly name: string;
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
    this.#starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
  }

  positionAt(offset: number): Position {
    const after = this.#starts.findIndex((start) => start > offset);
    const line = after < 0 ? this.#starts.length : after;
    return { line, column: offset - (this.#starts[line - 1] ?? 0) + 1 };
  }

  /** The text of a line, without its end. Empty if there is no such line. */
  line(number: number): string {
    const start = this.#starts[number - 1];
    if (start === undefined) return '';
    return this.text.slice(start, this.#starts[number]).replace(/[\r\n]+$/, '');
  }
}
