import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';
import { Secret } from '../../../src/lib/secret.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/config');
const minutes = 60_000;
const hours = 60 * minutes;

function load(name: string) {
  return loadConfig(path.join(folder, `${name}.jsonc`), {});
}

describe("the manual's sample blocks", () => {
  test('logging', async () => {
    const { log } = await load('manual-log');
    expect(log).toEqual({ level: 'info', filename: path.join(folder, 'juliarun.log') });
  });

  test('cluster type', async () => {
    expect(await load('manual-cluster-type')).toMatchObject({
      clustertype: 'JuliaRun.KuberClusters.KuberCluster',
      externalsvc: 'LoadBalancer',
      loggertype: 'JuliaRun.KuberClusters.KuberLogger',
      accountingtype: 'JuliaRun.KuberClusters.NoAccounting',
    });
  });

  test('compute resources', async () => {
    const { compute } = await load('manual-compute');
    expect(compute).toMatchObject({
      uri: 'https://kubernetes:6443/',
      namespace: 'default',
      auth: {
        type: 'token',
        'certificate-authority-data': 'base64 encoded cacert',
        'cert-verify': true,
        'client-certificate-data': 'base64 encoded client cert',
      },
    });
    const { token } = 'auth' in compute ? compute.auth : {};
    expect(token).toBeInstanceOf(Secret);
    expect(token?.reveal()).toBe('base64 encoded token');
  });

  test('storage resources', async () => {
    const { storage } = await load('manual-storage');
    expect(storage.glusterfs).toEqual([
      {
        name: 'glusterfs',
        ip: ['10.128.0.3', '10.128.0.4', '10.128.0.5'],
        mount: [
          { volume: 'datavol1', name: 'juliarun', capacity: '1Ti', readonly: false },
          { volume: 'datavol2', name: 'data', capacity: '4Ti', readonly: false },
        ],
      },
    ]);
    expect(storage.nfs[0]?.server).toBe('fs-ab9d5e02.efs.us-west-2.amazonaws.com');
    expect(storage.azurefs[0]).toMatchObject({ credential: 'azurefs-secret', share: 'juliarun' });
    expect(storage.azuredisk[0]?.uri).toBe('https://someaccount.blob.microsoft.net/vhds/disk.vhd');
    expect(storage.gitrepo[0]).toMatchObject({ name: 'examplerepo', readonly: false });
    expect(storage.gce.map(({ name }) => name)).toEqual([
      'sampledataro',
      'sampledatarw',
      'pkgdefault',
      'pkgdefaultrw',
    ]);
    expect(storage.ebs[0]).toEqual({
      name: 'sampledataro-ebs',
      volume_id: 'vol-1a123456',
      fs_type: 'ext4',
      readonly: true,
    });
    expect(storage.scratch).toEqual([{ name: 'empty', readonly: false }]);
    expect(storage.hostpath).toEqual([{ name: 'testhostpath', path: '/mnt/testhostpath', readonly: false }]);
  });

  test('images', async () => {
    const { images } = await load('manual-images');
    expect(Object.keys(images)).toEqual(['julia', 'julia-0.5', 'julia-0.4', 'nginx', 'rabbitmq']);
    expect(images['julia-0.4']).toEqual({
      image: 'gcr.io/jrun/juliarun/julialatest:v0.0.4',
      executable: '/opt/julia-0.4/bin/julia',
      juliaver: 'v0.4',
    });
    expect(images['rabbitmq']).toEqual({ image: 'gcr.io/jrun/rabbitmq:3-management' });
  });

  test('packages', async () => {
    const { packages } = await load('manual-packages');
    expect(packages).toEqual(['pkgdefault']);
  });

  test('metrics, keys with spaces and numbers in quotes', async () => {
    const { accountingtype, accounting } = await load('manual-metrics');
    expect(accountingtype).toBe('JuliaRun.KuberClusters.NoAccounting');
    expect(accounting).toMatchObject({
      average: 10 * minutes,
      aggregate: 60 * minutes,
      aggregate_ratio: 6,
      retention: 480 * hours,
      shard_duration: 48 * hours,
      replication: 1,
      tag_account_name: 'namespace_name',
      retention_policy: 'default',
      db: 'k8s',
      init_retention_policy: 'alter',
      default_retention_policy: true,
    });
  });

  test('cluster autoscaler, its cooldown in minutes', async () => {
    const { scalingtype, kuberscaler } = await load('manual-autoscaler');
    expect(scalingtype).toBe('JuliaRun.KuberClusters.NoScaling');
    expect(kuberscaler).toEqual({
      cloudscaler: 'JuliaRun.KuberClusters.AWSScalers.AWSScaler',
      headroom: { nodecount: [3, 5, 10, 20], freepct: [30, 20, 15, 10] },
      cooldown: 5 * minutes,
      min: 1,
      max: 5,
      dry_run: false,
      groups: [],
    });
  });

  test('all of them in one file say the same', async () => {
    const all = await load('manual-all');
    for (const block of ['log', 'storage', 'images', 'packages', 'accounting', 'kuberscaler'] as const) {
      const alone = await load(
        `manual-${block === 'accounting' ? 'metrics' : block === 'kuberscaler' ? 'autoscaler' : block}`,
      );
      expect(all[block]).toEqual(alone[block]);
    }
    expect(all.compute).toEqual((await load('manual-compute')).compute);
  });
});

test('a local cluster with one job and its scaler', async () => {
  const config = await load('example');
  expect(config.images).toEqual({ node: { executable: 'node' } });
  expect(config.storage.hostpath).toEqual([
    { name: 'work', path: path.join(folder, 'work'), readonly: false },
  ]);
  expect(config.jobs).toEqual([
    {
      type: 'JuliaParBatchWorkers',
      name: 'darts',
      parameters: {
        start_script: '/mnt/work/worker.js',
        run_volume: 'work',
        image: 'node',
        cpu: '0.2',
        memory: '128Mi',
        nworkers: 1,
      },
    },
  ]);
  expect(config.scalers).toEqual([
    {
      type: 'JobScaler',
      name: 'darts-scaler',
      job: 'JuliaParBatchWorkers/darts',
      parameters: {
        job: 'JuliaParBatchWorkers/darts',
        metric: 'JobScaleMetric(Threshold(JobMetric("backlog"), (2.0, 10.0), 1))',
        interval: '2s',
        min: 1,
        max: 4,
        dry_run: false,
        paused: false,
      },
    },
  ]);
});
