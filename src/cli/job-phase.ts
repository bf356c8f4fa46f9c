import type { JobStatus } from '../client/index.ts';
import type { Output } from './io.ts';
import { style } from './style.ts';

/** A job's state in one coloured word. */
export function jobPhase(status: JobStatus, output: Output): string {
  if (status.failed) return style(output, 'red', 'failed');
  if (status.succeeded) return style(output, 'green', 'succeeded');
  if (!status.created || status.npending > 0) return style(output, 'yellow', 'waiting');
  return style(output, 'cyan', 'running');
}
