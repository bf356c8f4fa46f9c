import { getMetrics, type MetricsRow } from '../../client/index.ts';
import type { Period } from '../calendar/calendar.ts';
import type { Glyphs } from '../chart/glyphs.ts';
import { sparkline } from '../chart/sparkline.ts';
import { inTurns } from '../in-turns.ts';
import type { Remote } from '../remote-command.ts';
import { shownValue, valueOf, type MetricColumn } from './metric-columns.ts';
import type { Extra } from './metrics-table.ts';

const PARTS = 20n;
const AT_ONCE = 4;

/**
 * How each metric of each process went over the period: a column of sparklines for each metric, all of it on one
 * scale, so that processes can be compared. Asks for each part of the period on its own.
 */
export async function sparklinesOf(
  remote: Remote,
  period: Period,
  {
    columns,
    metrics,
    glyphs,
  }: { columns: readonly MetricColumn[]; metrics: readonly string[]; glyphs: Glyphs },
): Promise<readonly Extra[]> {
  const parts = await inTurns(partsOf(period), AT_ONCE, async ({ start, end }) => {
    const rows = await getMetrics(remote.context, { ...remote.call, start, end, metrics });
    return new Map(rows.map((row) => [keyOf(row), row]));
  });
  return columns.map((column) => {
    const values = (row: MetricsRow): readonly (number | undefined)[] =>
      parts.map((rows) => {
        const part = rows.get(keyOf(row));
        return part === undefined ? undefined : valueOf(part, column);
      });
    const all = parts.flatMap((rows) => [...rows.values()].map((row) => valueOf(row, column) ?? 0));
    const top = Math.max(0, ...all);
    const scale = Number((shownValue(column, top) ?? 0).toPrecision(4));
    return { heading: `0 TO ${scale}`, cell: (row) => sparkline(glyphs, values(row), top).trimEnd() };
  });
}

/** Both ends of a part are in it, since getMetrics counts them: parts do not overlap. */
export function partsOf({ start, end }: Period): readonly Period[] {
  const length = end + 1n - start;
  const count = length < PARTS ? length : PARTS;
  return Array.from({ length: Number(count) }, (_, at) => ({
    start: start + (length * BigInt(at)) / count,
    end: start + (length * BigInt(at + 1)) / count - 1n,
  }));
}

function keyOf({ namespace_name: namespace, container_name: job, pod_name: process }: MetricsRow): string {
  return JSON.stringify([namespace, job, process]);
}
