import { z } from 'zod';

/** HttpMetric names its URL itself: nothing is configured. */
export const Http = z.strictObject({});
