import { z } from 'zod';
import { Accounting } from '../accounting/schema.ts';
import { clouds, type CloudName } from '../clouds/registry.ts';
import { clusters, type ClusterType } from '../clusters/registry.ts';
import { Images, Packages, Storage } from '../clusters/schema.ts';
import { Jobs, Quotas } from '../jobs/schema.ts';
import { filePath } from '../lib/fields.ts';
import { nodeScaler, ScalingType } from '../nodes/schema.ts';
import { ServerConfig } from '../server/schema.ts';
import { signals } from '../signals/registry.ts';
import { stores, type StoreName } from '../stores/registry.ts';
import { LogConfig } from './log-schema.ts';
import { ScalerEntry } from './scaler-entry.ts';

const LOCAL = 'JuliaRun.LocalClusters.LocalCluster';
const KUBERNETES = 'JuliaRun.KuberClusters.KuberCluster';
const AWS = 'JuliaRun.KuberClusters.AWSScalers.AWSScaler';
const AZURE = 'JuliaRun.KuberClusters.AzureScalers.AzureACSEngineScaler';

const SQLITE = 'JuliaRun.LocalClusters.SQLiteAccounting';
const INFLUXDB = 'JuliaRun.KuberClusters.InfluxDBAccounting';
const NONE = 'JuliaRun.KuberClusters.NoAccounting';

const storeNames = [SQLITE, INFLUXDB, NONE] as const satisfies readonly StoreName[];
const AccountingType = z.enum(storeNames).describe('Where metrics are kept');

/** The file is read by the schema of one cluster, but the reader may choose among all. */
const clusterType = <Name extends string>(name: Name) =>
  z.literal(name, {
    error: ({ input }) => `is ${JSON.stringify(input)}; allowed: "${LOCAL}" or "${KUBERNETES}"`,
  });

const nodeScalers = {
  [AWS]: nodeScaler(AWS, clouds[AWS].schema),
  [AZURE]: nodeScaler(AZURE, clouds[AZURE].schema),
} as const satisfies Record<CloudName, unknown>;

/** The sections that are the same on every cluster, each from the room that it is for. */
const common = {
  $schema: z.string().optional().describe('Where editors find the schema of this file'),
  loggertype: z
    .enum(['JuliaRun.KuberClusters.KuberLogger', 'JuliaRun.KuberClusters.ESLogger'])
    .optional()
    .describe("How logs are kept (default: the cluster's own way)"),
  externalsvc: z
    .enum(['NodePort', 'LoadBalancer'])
    .default('NodePort')
    .describe('How services are offered outside the cluster'),
  storage: Storage.prefault({}).describe('Volumes by kind; jobs know them by name'),
  images: Images.default({}).describe('What the images that jobs name stand for'),
  packages: Packages.default([]).describe('Package bundles; each has the volumes NAME and NAMErw'),
  log: LogConfig.prefault({}),
  accounting: Accounting.safeExtend({
    sqlite: stores[SQLITE].schema.prefault({}),
    influxdb: stores[INFLUXDB].schema.optional(),
  }).prefault({}),
  scalingtype: ScalingType,
  kuberscaler: z.discriminatedUnion('cloudscaler', [nodeScalers[AWS], nodeScalers[AZURE]]).optional(),
  queues: signals.rabbitmq.schema,
  prometheus: signals.prometheus.schema,
  jobs: Jobs.default([]),
  scalers: z.array(ScalerEntry).default([]),
  quotas: Quotas.default({}).describe('What namespaces may reserve at most'),
  modules: z
    .array(filePath())
    .default([])
    .describe("Modules that register users' own metric classes, job types and scalers"),
  server: ServerConfig.prefault({}),
};

const LocalSettings = z.strictObject({
  clustertype: clusterType(LOCAL).default(LOCAL),
  compute: clusters[LOCAL].schema.prefault({}),
  accountingtype: AccountingType.default(SQLITE),
  ...common,
});

const KubernetesSettings = z.strictObject({
  clustertype: clusterType(KUBERNETES),
  compute: clusters[KUBERNETES].schema.prefault({}),
  accountingtype: AccountingType.default(NONE),
  ...common,
});

/** The whole file, by the cluster that it is for: that decides what `compute` may say, and some defaults. */
export const settingsOf = {
  [LOCAL]: LocalSettings,
  [KUBERNETES]: KubernetesSettings,
} as const satisfies Record<ClusterType, unknown>;

/** Every setting with its default filled in; keys as in the file, with underscores. Durations are milliseconds, paths absolute. */
export type Settings = z.output<typeof LocalSettings> | z.output<typeof KubernetesSettings>;

export const clusterTypes = [LOCAL, KUBERNETES] as const;
export const standardCluster = LOCAL;
