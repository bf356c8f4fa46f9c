import type { Io } from './io.ts';
import { StatusLine } from './status-line.ts';

/** Milliseconds that people wait without wondering. */
const PATIENCE = 500;

/** Tells on a terminal what takes so long. Elsewhere, and of what is done at once, it tells nothing. */
export class Progress implements AsyncDisposable {
  readonly #line: StatusLine | undefined;
  readonly #done = new AbortController();
  #text = '';
  #patient = true;

  constructor(io: Io) {
    if (!io.stderr.isTTY) return;
    this.#line = new StatusLine(io);
    void io.sleep(PATIENCE, this.#done.signal).then(
      () => {
        this.#patient = false;
        this.show(this.#text);
      },
      () => undefined, // done before
    );
  }

  show(text: string): void {
    this.#text = text;
    if (!this.#patient && text !== '') this.#line?.show(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#done.abort();
    await this.#line?.[Symbol.asyncDispose]();
  }
}
