import { stripVTControlCharacters } from 'node:util';
import type { Output } from './io.ts';

/** Shows one text after the other in the same place of a terminal, cut to what fits on it. */
export class Screen {
  readonly #output: Output;
  #lines = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  draw(text: string): void {
    const lines = this.#fit(text.split('\n'));
    const back = this.#lines === 0 ? '' : `\u001B[${this.#lines}A\r\u001B[J`;
    this.#lines = lines.length;
    this.#output.write(`${back}${lines.join('\n')}\n`);
  }

  /** The cursor needs a line, too. Terminals that do not know their size say 0. */
  #fit(lines: readonly string[]): readonly string[] {
    const columns = this.#output.columns || 80;
    const most = Math.max((this.#output.rows || 24) - 1, 2);
    const shown = lines.length <= most ? lines : lines.slice(0, most - 1);
    const cut = shown.map((line) => {
      const plain = stripVTControlCharacters(line);
      return plain.length <= columns ? line : `${plain.slice(0, columns - 1)}…`;
    });
    return lines.length <= most ? cut : [...cut, `… ${lines.length - shown.length} more lines`];
  }
}
