import { z } from 'zod';
import { bytes } from '../api/quantities.ts';
import { duration } from '../api/values.ts';
import { parseDuration } from '../lib/duration.ts';
import { cron, filePath } from '../lib/fields.ts';
import type { Millis } from '../lib/time.ts';

const QUARTER: Millis = 15 * 60_000;

const millis = () => duration({ zero: false }).transform(parseDuration);
const price = z.number().min(0).default(0);

/** What a resource-hour costs, in any one currency. */
const Prices = z.strictObject({
  cpu: price.describe('Price of a core hour'),
  memory: price.describe('Price of a GiB hour'),
  gpu: price.describe('Price of a GPU hour'),
});

const Spool = z.strictObject({
  path: filePath()
    .optional()
    .describe('File of the points that wait (default: spool.db in the state folder)'),
  max: bytes().prefault('1Gi').describe('How long the file may grow before points are refused'),
});

/** How metrics are collected, kept and added up. Durations are milliseconds. Each store adds a section of its own. */
export const Accounting = z
  .strictObject({
    collect_interval: millis().prefault('15s').describe('Time between two samples of a process'),
    average: millis()
      .prefault('10m')
      .describe('Length of the windows that averages of a container are taken over'),
    aggregate: millis()
      .prefault('60m')
      .describe('Length of the windows that usage is added up over: a multiple of 15m and of average'),
    aggregate_ratio: z
      .number()
      .optional()
      .describe('aggregate / average; it may be left out, but not differ'),
    retention: millis().prefault('480h').describe('How long points are kept'),
    aggregate_retention: millis().prefault('400d').describe('How long totals are kept'),
    late_horizon: millis().prefault('48h').describe('How late a point may come and still be added up'),
    shard_duration: millis()
      .prefault('48h')
      .describe('Time that one shard of points holds; points go by whole shards'),
    replication: z.int().min(1).default(1).describe('InfluxDB: copies of each shard'),
    tag_account_name: z
      .string()
      .min(1)
      .default('namespace_name')
      .transform((name) => name.replaceAll(' ', '_'))
      .describe('The tag that names the account'),
    db: z.string().min(1).default('k8s').describe('InfluxDB: the database'),
    retention_policy: z.string().min(1).default('default').describe('InfluxDB: the retention policy'),
    init_retention_policy: z
      .enum(['alter', 'create'])
      .default('alter')
      .describe('InfluxDB: whether setup changes the retention policy that is there, or makes one'),
    default_retention_policy: z
      .boolean()
      .default(true)
      .describe('InfluxDB: whether the policy becomes the default of the database'),
    rollup_schedule: cron()
      .default('* * * * *')
      .describe('When windows that have ended are added up (cron expression, UTC)'),
    retention_schedule: cron()
      .default('17 * * * *')
      .describe('When points and totals past their retention are removed (cron expression, UTC)'),
    prices: Prices.prefault({}),
    spool: Spool.prefault({}),
  })
  .superRefine(({ average, aggregate, aggregate_ratio: ratio }, context) => {
    if (aggregate % QUARTER !== 0) {
      context.addIssue({ code: 'custom', path: ['aggregate'], message: 'must be a multiple of 15m' });
    }
    if (aggregate % average !== 0) {
      context.addIssue({ code: 'custom', path: ['aggregate'], message: 'must be a multiple of average' });
    } else if (ratio !== undefined && ratio !== aggregate / average) {
      const message = `is ${ratio}, but aggregate / average is ${aggregate / average}; correct it or leave it out`;
      context.addIssue({ code: 'custom', path: ['aggregate_ratio'], message });
    }
  });
export type Accounting = z.output<typeof Accounting>;
