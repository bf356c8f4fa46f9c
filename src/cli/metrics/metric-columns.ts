import type { MetricsRow } from '../../client/index.ts';

/** One of the metrics asked for. */
export interface MetricColumn {
  readonly metric: string;
  readonly aggregate: string;
}

/** What people read a metric in, and what its figures are in the API. */
interface Unit {
  readonly heading: string;
  readonly size: number;
  readonly name: string;
}

const MEMORY: Unit = { heading: 'MIB', size: 2 ** 20, name: 'bytes' };
const UNITS: Readonly<Record<string, Unit>> = {
  cpu: { heading: 'MILLICORES', size: 1, name: 'millicores' },
  mem: MEMORY,
  memory: MEMORY,
};

/** `cpu:mean,mem` as columns. */
export function columnsOf(metrics: readonly string[]): readonly MetricColumn[] {
  return metrics.map((text) => {
    const [metric = '', aggregate = 'mean'] = text.split(':');
    return { metric, aggregate };
  });
}

/** In the API's unit; undefined if it has none. */
export function valueOf(row: MetricsRow, { metric, aggregate }: MetricColumn): number | undefined {
  const values = row[metric];
  return (typeof values === 'object' ? values[aggregate] : undefined) ?? undefined;
}

/** `MEAN MEM (MIB)` */
export function headingOf(column: MetricColumn): string {
  const unit = unitOf(column);
  const heading = `${column.aggregate} ${column.metric}`.toUpperCase();
  return unit === undefined ? heading : `${heading} (${unit.heading})`;
}

/** In the heading's unit, with as many digits as people read. */
export function shownValue(column: MetricColumn, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  return Number((value / (unitOf(column)?.size ?? 1)).toPrecision(6));
}

/** `mem_mean_bytes`: a name that stays what it is. */
export function csvNameOf(column: MetricColumn): string {
  return [column.metric, column.aggregate, unitOf(column)?.name]
    .filter((part) => part !== undefined)
    .join('_');
}

function unitOf({ metric, aggregate }: MetricColumn): Unit | undefined {
  return aggregate === 'count' ? undefined : UNITS[metric];
}
