import { RetryableError } from '../lib/errors.ts';

const MEBI = 2 ** 20;

/** What `append` rejects with at the size that the configuration allows. `place`: the spool's file, if it has one. */
export function spoolFull(place: string, { bytes, max }: { bytes: number; max: number }): RetryableError {
  return new RetryableError(
    'spool-full',
    `${place} is full: ${mebibytes(bytes)} of points wait there for the metrics store, ` +
      `and accounting.spool.max is ${mebibytes(max)}; bring the store back, or allow more`,
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round((bytes / MEBI) * 10) / 10} MiB`;
}
