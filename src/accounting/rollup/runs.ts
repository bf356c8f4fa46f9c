import { WINDOW } from '../windows.ts';
import { hull, type Span } from './span.ts';
import type { WindowState } from './window-state.ts';

/** Windows that are added up together: an interrupted pass loses no more, and memory is taken by them. */
export const TOGETHER = 4;
/** Together at most, where points far ahead matter: each run looks at all points up to there. */
const FAR_TOGETHER = 24;

/** Windows that follow one another, some together. */
export function runsOf(windows: readonly WindowState[]): readonly (readonly WindowState[])[] {
  const runs: WindowState[][] = [];
  let room = 0;
  for (const state of windows) {
    const run = runs.at(-1);
    if (run !== undefined && run.length < room && run.at(-1)?.window === state.window - 1) run.push(state);
    else {
      runs.push([state]);
      room = roomAfter(state);
    }
  }
  return runs;
}

/** A quarter of the windows that are looked at in any case. */
function roomAfter({ end, until }: WindowState): number {
  const ahead = Number((until - end) / WINDOW);
  return Math.min(FAR_TOGETHER, Math.max(TOGETHER, Math.floor(ahead / 4)));
}

/** Where the late points of windows are; of windows that follow one another together. */
export function spansOf(windows: readonly WindowState[]): readonly Span[] {
  const spans: { window: number; span: Span }[] = [];
  for (const { window, late } of windows) {
    if (late === undefined) continue;
    const last = spans.at(-1);
    if (last?.window === window - 1) spans[spans.length - 1] = { window, span: hull(late, last.span) };
    else spans.push({ window, span: late });
  }
  return spans.map(({ span }) => span);
}
