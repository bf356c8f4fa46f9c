import { execFile } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLocalCluster } from '../../src/clusters/local/create.ts';
import type { LocalClusterConfig } from '../../src/clusters/local/schema.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { ClusterProcess } from '../support/cluster-process.ts';
import { batchSpec, workersSpec } from '../support/job-spec.ts';
import { killLeft, localConfig, startLocalCluster, tellToEnd, until } from '../support/local-cluster.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;
const run = promisify(execFile);
let folder: TemporaryFolder;
let config: LocalClusterConfig;

beforeEach(async () => {
  folder = await temporaryFolder();
  config = await localConfig(folder.path);
});

afterEach(async () => {
  await killLeft(folder.path);
  await folder[Symbol.asyncDispose]();
});

function create() {
  return createLocalCluster({ config, clock: new SystemClock(), log: silentLog });
}

describe('the state folder belongs to one service', () => {
  test('a second one is refused with the pid of the first', async () => {
    const first = await ClusterProcess.start(config);
    await expect(create()).rejects.toThrow(`in use by process ${first.pid};`);
    await expect(create()).rejects.toMatchObject({ code: 'state-in-use', remedy: 'give-up' });
    await first.kill();
    await (await create())[Symbol.asyncDispose]();
  });

  test('also within one process; and it is free again after a stop', async () => {
    const first = await create();
    await expect(create()).rejects.toMatchObject({ code: 'state-in-use' });
    await first[Symbol.asyncDispose]();
    await (await create())[Symbol.asyncDispose]();
  });

  test('of many that start at once, one gets it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, create));
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]?.value[Symbol.asyncDispose]();
  });
});

test('a state of a newer version is refused and left as it is', async () => {
  await (await create())[Symbol.asyncDispose]();
  const file = path.join(config.compute.state, 'state.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  await expect(create()).rejects.toMatchObject({ code: 'state-too-new' });
  const after = new DatabaseSync(file);
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
  after.close();
});

/** A folder that holds very little: a mount of its own. Undefined where mounting is not allowed. */
async function tinyFolder(
  kibibytes: number,
): Promise<(AsyncDisposable & { readonly path: string }) | undefined> {
  const tiny = path.join(folder.path, 'tiny');
  await mkdir(tiny);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', tiny]);
  } catch {
    return undefined;
  }
  return {
    path: tiny,
    async [Symbol.asyncDispose]() {
      await run('umount', ['-l', tiny]);
    },
  };
}

test('on a full disk changes are refused, what runs goes on, and all is well once there is room', async (context) => {
  await using tiny = await tinyFolder(1_024);
  if (tiny === undefined) return context.skip('mounting is not allowed here');
  const { writeFile, rm } = await import('node:fs/promises');
  const parts = await startLocalCluster({
    ...config,
    compute: { ...config.compute, state: path.join(tiny.path, 'state') },
  });
  try {
    const before = batchSpec('before');
    await parts.cluster.submit(before, never);
    const running = await until('it runs', async () =>
      (await parts.cluster.find(before, never))?.processes.find(({ phase }) => phase === 'running'),
    );
    const ballast = path.join(tiny.path, 'ballast');
    await writeFile(ballast, Buffer.alloc(2 * 2 ** 20)).catch(() => {});

    const refused = await until('the disk is full', async () =>
      parts.cluster.submit(workersSpec(`w${Date.now()}`), never).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    expect(refused).toMatchObject({ remedy: 'retry' });
    await expect(
      parts.cluster.setScale(before, 0, [], never).then(() => parts.cluster.delete(before, never)),
    ).rejects.toMatchObject({ remedy: 'retry' });
    expect(await parts.cluster.find(before, never)).toMatchObject({ processes: [{ phase: 'running' }] });
    await tellToEnd(folder.path, running.name, 0);
    const ended = await until(
      'its end is known',
      async () => (await parts.cluster.find(before, never))?.finished,
    );
    expect(ended).toMatchObject({ outcome: 'succeeded', exitCode: 0 });

    await rm(ballast);
    await until('it takes jobs again', async () =>
      parts.cluster.submit(batchSpec('after'), never).then(
        () => true,
        () => false,
      ),
    );
    await until('what happened meanwhile is written', () => {
      const database = new DatabaseSync(path.join(tiny.path, 'state/state.db'), { readOnly: true });
      const row = database.prepare("SELECT record FROM jobs WHERE name = 'before'").get();
      database.close();
      return String(row?.['record']).includes('"finished"');
    });
  } finally {
    await parts[Symbol.asyncDispose]();
    await killLeft(folder.path);
  }
});
