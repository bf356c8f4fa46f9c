import type { Io } from './io.ts';
import { style } from './style.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_TIME = 100;

/**
 * One line about what is going on: on a terminal it is drawn over and over with a spinner, elsewhere it
 * is printed anew whenever it changes. It goes to standard error, so that results can be piped.
 */
export class StatusLine implements AsyncDisposable {
  readonly #io: Io;
  readonly #stop = new AbortController();
  #text = '';
  #spinning: Promise<void> | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  show(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    if (this.#io.stderr.isTTY) this.#spinning ??= this.#spin();
    else this.#io.stderr.write(`${text}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#spinning;
  }

  async #spin(): Promise<void> {
    const { stderr } = this.#io;
    try {
      for (let frame = 0; !this.#stop.signal.aborted; frame++) {
        const spinner = style(stderr, 'cyan', FRAMES[frame % FRAMES.length] ?? '');
        stderr.write(`\r\u001B[K${spinner} ${this.#text.slice(0, (stderr.columns ?? 80) - 3)}`);
        await this.#io.sleep(FRAME_TIME, this.#stop.signal);
      }
    } catch {
      // stopped in its sleep
    } finally {
      stderr.write('\r\u001B[K');
    }
  }
}
