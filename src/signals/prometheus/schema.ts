import { z } from 'zod';
import { endpointFields } from '../endpoint-schema.ts';

/** A Prometheus server that PrometheusMetric asks. */
const PrometheusEndpoint = z.strictObject(endpointFields);

/** The section `prometheus`: endpoints by name. */
export const Prometheus = z.record(z.string().min(1), PrometheusEndpoint).default({});
