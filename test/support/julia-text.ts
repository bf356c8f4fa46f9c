import type { JuliaValue } from '../../src/api/julia-value.ts';

/** A value as Julia's `string` prints it inside a collection. */
export function juliaText(value: JuliaValue): string {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return value.toExponential();
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'Any[]' : `[${value.map(juliaText).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${quoted(key)}=>${juliaText(item)}`);
  return pairs.length === 0 ? 'Dict{String,Any}()' : `Dict(${pairs.join(', ')})`;
}

function quoted(text: string): string {
  const escaped = text
    .replaceAll(/["\\$]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)
    .replaceAll('\u0007', String.raw`\a`);
  return `"${escaped}"`;
}
