import { z } from 'zod';
import { endpointFields } from '../endpoint-schema.ts';

/** A Prometheus server that PrometheusMetric asks. */
export const PrometheusEndpoint = z.strictObject(endpointFields);
export type PrometheusEndpoint = z.infer<typeof PrometheusEndpoint>;

/** The section `prometheus`: endpoints by name. */
export const Prometheus = z.record(z.string().min(1), PrometheusEndpoint).default({});
