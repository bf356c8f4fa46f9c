import { exitCodes } from '../exit-codes.ts';

/** What a stream of this process may fail with. */
type StreamError = Error & { readonly code?: string };

/** Nobody reads any more: `head` has seen enough, or the terminal is gone. */
const NO_READER: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

/**
 * What becomes of commands whose results cannot be written: they end (`interrupt`), without a word if nobody reads any
 * more, else (the disk is full) with a line on standard error and the exit code of a failure. The service goes on.
 */
export function guardOutput(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  interrupt: () => void,
  failWith: (exitCode: number) => void,
): void {
  let told = false;
  stderr.on('error', interrupt);
  stdout.on('error', (error: StreamError) => {
    interrupt();
    if (told || NO_READER.has(error.code)) return;
    told = true;
    stderr.write(`juliarun: cannot write to standard output: ${error.message}\n`);
    failWith(exitCodes.failed);
  });
}
