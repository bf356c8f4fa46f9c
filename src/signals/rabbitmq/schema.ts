import { z } from 'zod';
import { endpointFields } from '../endpoint-schema.ts';

/** A RabbitMQ management API that WorkQueueMetric reads. */
const QueueEndpoint = z.strictObject({
  ...endpointFields,
  virtualhost: z.string().min(1).default('/').describe('Virtual host of its queues'),
});

/** The section `queues`: endpoints by name. */
export const Queues = z.record(z.string().min(1), QueueEndpoint).default({});
