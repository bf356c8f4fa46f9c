import { Http } from './http/schema.ts';
import { Prometheus } from './prometheus/schema.ts';
import { Queues } from './rabbitmq/schema.ts';

/** The sources that metrics are read from, by the name that SignalRequests call them: what the configuration says of each. */
export const signals = {
  rabbitmq: { section: 'queues', schema: Queues },
  prometheus: { section: 'prometheus', schema: Prometheus },
  http: { schema: Http },
} as const;
