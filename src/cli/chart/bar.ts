import type { Glyphs } from './glyphs.ts';

/** A bar of at most `width` characters, which is full at `top`. Whatever is above 0 shows. */
export function bar({ bar: parts }: Glyphs, value: number, top: number, width: number): string {
  if (!(value > 0)) return '';
  const steps = Math.max(1, Math.round(Math.min(value / top, 1) * width * parts.length));
  const whole = Math.floor(steps / parts.length);
  return (parts.at(-1) ?? '').repeat(whole) + (parts[(steps % parts.length) - 1] ?? '');
}
