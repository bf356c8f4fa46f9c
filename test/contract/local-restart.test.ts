import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClusterParts } from '../../src/clusters/cluster-parts.ts';
import type { LocalClusterConfig } from '../../src/clusters/local/schema.ts';
import type { JobSpec } from '../../src/jobs/job-spec.ts';
import type { JobState } from '../../src/jobs/job-state.ts';
import { ClusterProcess } from '../support/cluster-process.ts';
import { batchSpec, processSpec, workersSpec } from '../support/job-spec.ts';
import {
  isThere,
  killLeft,
  localConfig,
  processesOf,
  startLocalCluster,
  startsOf,
  tellToEnd,
  until,
} from '../support/local-cluster.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;
let folder: TemporaryFolder;
let config: LocalClusterConfig;
let open: (ClusterParts | undefined)[];

beforeEach(async () => {
  folder = await temporaryFolder();
  config = await localConfig(folder.path, { cpu: 100_000, memory: 2 ** 40 });
  open = [];
});

afterEach(async () => {
  for (const parts of open) await parts?.[Symbol.asyncDispose]();
  await killLeft(folder.path);
  await folder[Symbol.asyncDispose]();
});

async function startAgain(): Promise<ClusterParts> {
  const parts = await startLocalCluster(config);
  open.push(parts);
  return parts;
}

async function close(parts: ClusterParts): Promise<void> {
  open = open.filter((one) => one !== parts);
  await parts[Symbol.asyncDispose]();
}

async function untilRunning(find: () => Promise<JobState | undefined>, count: number): Promise<JobState> {
  return until(`${count} running`, async () => {
    const state = await find();
    return state?.processes.filter(({ phase }) => phase === 'running').length === count && state;
  });
}

function findIn(parts: ClusterParts, job: JobSpec): () => Promise<JobState | undefined> {
  return () => parts.cluster.find(job, never);
}

test('after kill -9 everything is as before, and nothing was started twice', async () => {
  const job = workersSpec('kept', { nworkers: 3, ports: [{ name: 'http', container: 80, service: 80 }] });
  const killed = await ClusterProcess.start(config);
  await killed.call('cluster', 'submit', job);
  await killed.call('cluster', 'setScale', job, 4, []);
  const before = await untilRunning(() => killed.call('cluster', 'find', job), 4);
  const starts = await until('all have started', async () => {
    const noted = await startsOf(folder.path, 'kept');
    return noted.length === 4 && noted;
  });
  await killed.kill();
  const parts = await startAgain();
  const after = await untilRunning(findIn(parts, job), 4);
  expect(after.processes).toEqual(before.processes);
  expect(after).toMatchObject({
    requested: 4,
    restarts: 0,
    changedAt: before.changedAt,
    submittedAt: before.submittedAt,
  });
  expect(await startsOf(folder.path, 'kept')).toEqual(starts);
  expect(starts.every(({ pid }) => isThere(pid))).toBe(true);
});

test('what ended while no service ran is known with its code, time and use', async () => {
  const job = batchSpec('ended', { master: processSpec('master', { env: { BEHAVIOUR: 'burns-and-ends' } }) });
  const killed = await ClusterProcess.start(config);
  await killed.call('cluster', 'submit', job);
  await untilRunning(() => killed.call('cluster', 'find', job), 1);
  await killed.kill();
  await until('it has ended', async () => (await processesOf(folder.path)).length === 0);
  const endedBefore = BigInt(Date.now()) * 1_000_000n;
  await setTimeout(50);
  const parts = await startAgain();
  const state = await until('finished', async () => {
    const found = await parts.cluster.find(job, never);
    return found?.finished && found;
  });
  expect(state.finished).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
  expect(state.lastExits[0]?.at).toBeLessThanOrEqual(endedBefore);
  const [sample] = await parts.usage.sample(never);
  expect(sample).toMatchObject({ job: 'ended', final: true, at: state.lastExits[0]?.at });
  expect(sample?.cpuNanos).toBeGreaterThan(10_000_000);
});

test('killed again and again while it starts processes: each run starts once, none is lost', async () => {
  const job = workersSpec('storm', { nworkers: 12 });
  for (const life of [0, 30, 80, 150]) {
    const killed = await ClusterProcess.start(config);
    await killed.call('cluster', 'submit', job).catch(() => {});
    await setTimeout(life);
    await killed.kill();
  }
  const parts = await startAgain();
  const state = await untilRunning(findIn(parts, job), 12);
  const starts = await until('all have started', async () => {
    const noted = await startsOf(folder.path, 'storm');
    return new Set(noted.map(({ process }) => process)).size === 12 && noted;
  });
  expect(new Set(starts.map(({ run }) => run)).size).toBe(starts.length);
  const alive = starts.filter(({ pid }) => isThere(pid));
  expect(alive.map(({ process }) => process).toSorted()).toEqual(
    state.processes.map(({ name }) => name).toSorted(),
  );
  expect(state.restarts).toBe(0);
});

test('a pid that another process has got since is not adopted', async () => {
  const job = batchSpec('reused', { retries: 0 });
  const first = await startAgain();
  await first.cluster.submit(job, never);
  await untilRunning(findIn(first, job), 1);
  await close(first);
  const { run } = await until('it has started', async () => (await startsOf(folder.path, 'reused'))[0]);
  await killLeft(folder.path);
  await rm(path.join(folder.path, 'state/exits', run), { force: true });
  // this test's own pid, with a start time that is not its own
  const claim = path.join(folder.path, 'state/runs', run, 'pid');
  await writeFile(claim, `${process.pid} ${process.pid} (sh) S ${'1 '.repeat(30)}\n`);
  const parts = await startAgain();
  const state = await until('finished', async () => {
    const found = await parts.cluster.find(job, never);
    return found?.finished && found;
  });
  expect(state.lastExits).toMatchObject([{ reason: 'lost' }]);
});

test('a run that nobody has claimed was never started: it starts, and that counts as no restart', async () => {
  const job = workersSpec('late', { nworkers: 1 });
  const first = await startAgain();
  await first.cluster.submit(job, never);
  await untilRunning(findIn(first, job), 1);
  const [start] = await until('it has started', async () => {
    const noted = await startsOf(folder.path, 'late');
    return noted.length === 1 && noted;
  });
  await close(first);
  await killLeft(folder.path);
  // as if the first service had been killed between writing its intent and starting the shim
  await rm(path.join(folder.path, 'state/runs', String(start?.run)), { recursive: true });
  await rm(path.join(folder.path, 'state/exits', String(start?.run)), { force: true });
  const parts = await startAgain();
  const state = await untilRunning(findIn(parts, job), 1);
  expect(state).toMatchObject({ restarts: 0, processes: [{ name: start?.process }] });
  const starts = await until('it has started again', async () => {
    const noted = await startsOf(folder.path, 'late');
    return noted.length === 2 && noted;
  });
  expect(starts[1]?.run).not.toBe(start?.run);
});

test('stopping the service under on_stop keep leaves processes alone', async () => {
  const job = workersSpec('kept', { nworkers: 2 });
  const first = await startAgain();
  await first.cluster.submit(job, never);
  await untilRunning(findIn(first, job), 2);
  await first.stop(never);
  await close(first);
  expect((await processesOf(folder.path)).length).toBeGreaterThanOrEqual(2);
  const parts = await startAgain();
  expect((await untilRunning(findIn(parts, job), 2)).restarts).toBe(0);
});

test('under on_stop stop they end, and start again with the service; that counts as no retry', async () => {
  config = { ...config, compute: { ...config.compute, on_stop: 'stop' } };
  const job = workersSpec('stopped', {
    nworkers: 1,
    retries: 0,
    workers: processSpec('worker', { restart: 'OnFailure' }),
  });
  const first = await startAgain();
  await first.cluster.submit(job, never);
  await first.cluster.setScale(job, 2, [], never);
  await untilRunning(findIn(first, job), 2);
  await first.stop(never);
  expect(await processesOf(folder.path)).toEqual([]);
  await close(first);
  const parts = await startAgain();
  expect(await untilRunning(findIn(parts, job), 2)).toMatchObject({ requested: 2, restarts: 0 });
});

test('a second signal kills what ignores the first', async () => {
  config = { ...config, compute: { ...config.compute, on_stop: 'stop' } };
  const deaf = processSpec('worker', { env: { BEHAVIOUR: 'ignore-term' } });
  const job = workersSpec('deaf', { terminationGrace: 600_000, workers: deaf });
  const parts = await startAgain();
  await parts.cluster.submit(job, never);
  await untilRunning(findIn(parts, job), 1);
  const now = new AbortController();
  const stopped = parts.stop(now.signal);
  await setTimeout(100);
  expect(await processesOf(folder.path)).not.toEqual([]);
  now.abort();
  await stopped;
  expect(await processesOf(folder.path)).toEqual([]);
});

test('a worker that failed while no service ran is restarted by the next', async () => {
  const job = workersSpec('again', { nworkers: 1 });
  const killed = await ClusterProcess.start(config);
  await killed.call('cluster', 'submit', job);
  const before = await untilRunning(() => killed.call('cluster', 'find', job), 1);
  await killed.kill();
  await tellToEnd(folder.path, String(before.processes[0]?.name), 5);
  await until('it has ended', async () => (await processesOf(folder.path)).length === 0);
  const parts = await startAgain();
  const state = await untilRunning(findIn(parts, job), 1);
  expect(state.lastExits).toMatchObject([{ exitCode: 5, reason: 'exited' }]);
  expect(state.restarts).toBe(1);
});
