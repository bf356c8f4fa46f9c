import { styleText } from 'node:util';
import type { Output } from './io.ts';

type Format = Parameters<typeof styleText>[0];

/** Text in colour if it goes to a terminal that shows colours and nobody asked for none (`NO_COLOR`). */
export function style(output: Output, format: Format, text: string): string {
  return styleText(format, text, { stream: output });
}
