import { InvalidError } from '../../lib/errors.ts';
import { canonicalJson } from '../../lib/json.ts';
import { writeCall, writeString } from '../expression/write.ts';
import type { PrometheusQuery } from '../ports/signal-queries.ts';
import { Leaf } from './leaf.ts';

/** The value of an instant query, at a named endpoint or at the only one. InvalidError if the query is empty. */
export class PrometheusMetric extends Leaf {
  constructor(query: string, options: { readonly endpoint?: string } = {}) {
    if (query.trim() === '') throw new InvalidError('bad-metric', 'the query is empty');
    const { endpoint } = options;
    const asked = { query, endpoint: endpoint ?? null } satisfies PrometheusQuery;
    super({
      expression: writeCall('PrometheusMetric', [writeString(query)], {
        endpoint: endpoint === undefined ? undefined : writeString(endpoint),
      }),
      request: { key: `prometheus:${canonicalJson(asked)}`, source: 'prometheus', query: asked },
    });
  }
}
