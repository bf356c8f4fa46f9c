import type { BucketUnit } from '../calendar/bucket-unit.ts';
import { bar } from '../chart/bar.ts';
import type { Glyphs } from '../chart/glyphs.ts';
import type { Output } from '../io.ts';
import { style } from '../style.ts';
import { renderTable, type Cell, type Heading } from '../table.ts';
import { hours } from './figures.ts';
import { resourceNames, type Resource } from './resources.ts';
import type { UsageBucket } from './usage-over-time.ts';

const COLUMNS = 80;
const GAP = 2;
const NARROWEST = 8;
const WIDEST = 40;
const COLOURS = { cpu: 'cyan', mem: 'magenta', gpu: 'green' } as const;

/** A line for each part of a period, with a figure and a bar for each resource; the longest bars fill their column. */
export function usageChart(
  buckets: readonly UsageBucket[],
  unit: BucketUnit,
  resources: readonly Resource[],
  glyphs: Glyphs,
  output: Output,
): string {
  const columns = resources.map((resource) => {
    const values = buckets.map(({ used }) => (used === undefined ? undefined : (used[resource] ?? 0)));
    const figures = values.map(hours);
    const { heading } = resourceNames[resource];
    const width = Math.max(heading.length, ...figures.map(({ length }) => length));
    return { resource, heading, values, figures, width, top: Math.max(...values.map((value) => value ?? 0)) };
  });
  const labels = Math.max(unit.length, ...buckets.map(({ label }) => label.length));
  const taken = columns.reduce((sum, { width }) => sum + GAP + width + GAP, labels);
  const room = Math.floor(
    ((output.isTTY && output.columns ? output.columns : COLUMNS) - taken) / columns.length,
  );
  const width = Math.min(Math.max(room, NARROWEST), WIDEST);
  const headings = columns.flatMap(({ heading }): Heading[] => [{ text: heading, align: 'right' }, '']);
  const rows = buckets.map(({ label }, at) => [
    label,
    ...columns.flatMap(({ resource, values, figures, top }): Cell[] => {
      const drawn = bar(glyphs, values[at] ?? 0, top, width);
      return [figures[at], style(output, COLOURS[resource], drawn)];
    }),
  ]);
  return renderTable([unit.toUpperCase(), ...headings], rows);
}
