import { InvalidError } from './errors.ts';
import type { Millis } from './time.ts';

const UNITS: Readonly<Record<string, Millis>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;

/** Reads `10s`, `5m`, `1h30m`, `480h`, `250ms` or a number of seconds (also as text). Negative or empty: InvalidError. */
export function parseDuration(text: string | number): Millis {
  if (typeof text === 'number' && text >= 0 && Number.isFinite(text)) return text * 1_000;
  const source = String(text).trim();
  if (/^\d+(\.\d+)?$/.test(source)) return Number(source) * 1_000;
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < source.length) {
    const part = PART.exec(source);
    if (part === null) throw invalid(source);
    total += Number(part[1]) * (UNITS[part[2] ?? ''] ?? Number.NaN);
  }
  if (source === '' || !Number.isFinite(total)) throw invalid(source);
  return total;
}

/** The shortest text that `parseDuration` reads back: `90s`, `5m`, `1h30m`. */
export function formatDuration(duration: Millis): string {
  if (duration < 1_000) return `${Math.round(duration)}ms`;
  const hours = Math.floor(duration / 3_600_000);
  const minutes = Math.floor((duration % 3_600_000) / 60_000);
  const seconds = Math.round(duration % 60_000) / 1_000;
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`;
}

function invalid(source: string): InvalidError {
  return new InvalidError(
    'bad-duration',
    `"${source}" is not a duration; write it as 10s, 5m, 480h, or a number of seconds`,
  );
}
