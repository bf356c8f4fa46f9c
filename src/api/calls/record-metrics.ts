import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { measurementMap, tagMap } from '../collections.ts';
import { jobName } from '../names.ts';
import { timeValue } from '../time-value.ts';
import { decimal, text } from '../values.ts';

/** A hundred metrics and their tags, with room to spare; what is read at once must not hold up the service. */
const LONGEST_BODY = 128 * 1024;

export const recordMetrics = {
  name: 'recordMetrics',
  summary: 'Records values of metrics; answers when they are durable',
  jobType: 'none',
  mutates: true,
  longestBody: LONGEST_BODY,
  request: z
    .strictObject({
      resource: text('the name of a metric', 255).optional().describe('Name of one metric'),
      metric: decimal().optional().describe('Its value'),
      metrics: measurementMap().optional().describe('Values of several metrics by name'),
      job: jobName().optional().describe('Job that the values belong to'),
      process: text('the name of a process', 63).optional().describe('Process of that job'),
      at_time: timeValue().optional().describe('When they were measured (default: now)'),
      tags: tagMap().optional().describe('Tags of the points'),
    })
    .refine(({ resource, metric, metrics }) => {
      const one = [resource, metric].filter((given) => given !== undefined).length;
      return metrics === undefined ? one === 2 : one === 0;
    }, 'give either resource and metric, or metrics'),
  response: z.literal(true),
} as const satisfies ApiCall;
