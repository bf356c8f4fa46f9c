import { collectionIn, splitList } from './collections.ts';
import { show, ValueError } from './value-error.ts';
import { arriving, wireForm } from './wire-form.ts';

const AGGREGATES = ['mean', 'min', 'max', 'sum', 'count', 'last', 'p95'] as const;

/** Of one call; they are read together. */
const MOST = 100;

export type Aggregate = (typeof AGGREGATES)[number];

/** A metric and how its values over a time become one. */
export interface MetricQuery {
  readonly name: string;
  readonly aggregate: Aggregate;
}

/** `cpu:mean,mem:max`, or a list of such; without an aggregate it is the mean. */
export function metricQueries() {
  const allowed = `metric:aggregate, several with commas, such as cpu:mean,mem:max; aggregates are ${AGGREGATES.join(', ')}`;
  return wireForm(arriving.list, allowed, (value): readonly MetricQuery[] | undefined => {
    const list = Array.isArray(value) ? value : (collectionIn(String(value)) ?? splitList(String(value)));
    if (!Array.isArray(list) || list.length === 0) return undefined;
    if (list.length > MOST) throw new ValueError(`has ${list.length} metrics, more than ${MOST}`);
    return list.map(query);
  });
}

function query(item: unknown): MetricQuery {
  if (typeof item !== 'string') throw new ValueError(`has ${show(item)}`);
  const [, name, said] = /^([^\s:][^:]*?)(?::(\w+))?$/.exec(item) ?? [];
  const aggregate = AGGREGATES.find((known) => known === (said ?? 'mean'));
  if (name === undefined || aggregate === undefined) throw new ValueError(`has ${show(item)}`);
  return { name, aggregate };
}
