import { appendFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LocalLogs } from '../../src/clusters/local/logs/local-logs.ts';
import { LogStore, type LogLimits } from '../../src/clusters/local/logs/log-store.ts';
import type { LogLine, LogQuery } from '../../src/jobs/ports/job-logs.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { until } from '../support/local-cluster.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;
const clock = new SystemClock();
let folder: TemporaryFolder;
let store: LogStore;
let logs: LocalLogs;
let jobs: Map<string, 'running' | 'ended'>;

beforeEach(async () => {
  folder = await temporaryFolder();
  jobs = new Map([['job', 'running']]);
  await openStore();
});

afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function openStore(limits?: LogLimits): Promise<void> {
  store = new LogStore({
    root: folder.path,
    clock,
    log: silentLog,
    ...(limits === undefined ? {} : { limits }),
  });
  await store.start();
  logs = new LocalLogs({ store, clock, jobIs: (_, job) => jobs.get(job) });
}

async function openAgain(limits?: LogLimits): Promise<void> {
  await store[Symbol.asyncDispose]();
  await openStore(limits);
}

function query(overrides: Partial<LogQuery> = {}): LogQuery {
  return { namespace: 'default', job: 'job', count: 50, ...overrides };
}

function texts(lines: readonly LogLine[]): readonly string[] {
  return lines.map(({ message }) => message);
}

describe('tail', () => {
  test('gives the last lines, of one stream or both, with who wrote them', async () => {
    await appendFile(await store.open('default', 'job-aaaaa', 'stdout'), 'one\ntwo\nthree\n');
    await appendFile(await store.open('default', 'job-aaaaa', 'stderr'), 'bad\n');
    expect(texts(await logs.tail(query({ stream: 'stdout', count: 2 }), never))).toEqual(['two', 'three']);
    expect(await logs.tail(query({ stream: 'stderr' }), never)).toMatchObject([
      { job: 'job', process: 'job-aaaaa', stream: 'stderr', message: 'bad' },
    ]);
    expect(await logs.tail(query({ count: 0 }), never)).toEqual([]);
    expect(await logs.tail(query(), never)).toHaveLength(4);
  });

  test('of a namespace: all its jobs; other namespaces are not seen', async () => {
    await appendFile(await store.open('default', 'job-aaaaa', 'stdout'), 'mine\n');
    await appendFile(await store.open('default', 'other-bbbbb', 'stdout'), 'yours\n');
    await appendFile(await store.open('else', 'job-ccccc', 'stdout'), 'far\n');
    expect(texts(await logs.tail({ namespace: 'default', count: 9 }, never)).toSorted()).toEqual([
      'mine',
      'yours',
    ]);
    expect(texts(await logs.tail(query(), never))).toEqual(['mine']);
  });

  test('lines are stamped when they are read, merged in that order, and can be asked for since then', async () => {
    const first = await store.open('default', 'job-aaaaa', 'stdout');
    const second = await store.open('default', 'job-bbbbb', 'stdout');
    const stamps: bigint[] = [];
    for (let round = 0; round < 3; round++) {
      await appendFile(round % 2 === 0 ? first : second, `line ${round}\n`);
      const [line] = await until('it is read', async () => {
        const lines = await logs.tail(query(), never);
        return lines.length > round && lines.slice(-1);
      });
      stamps.push(line?.at ?? 0n);
      await clock.sleep(5);
    }
    const lines = await logs.tail(query(), never);
    expect(texts(lines)).toEqual(['line 0', 'line 1', 'line 2']);
    expect(lines.map(({ at }) => at)).toEqual(stamps);
    expect(texts(await logs.tail(query({ since: stamps[1] ?? 0n }), never))).toEqual(['line 1', 'line 2']);
    await openAgain();
    expect(await logs.tail(query(), never)).toEqual(lines);
  });

  test('what was written while no service ran has the time at which it is read', async () => {
    const file = await store.open('default', 'job-aaaaa', 'stdout');
    await store[Symbol.asyncDispose]();
    await appendFile(file, 'alone\n');
    await clock.sleep(30);
    const opened = clock.now();
    await openStore();
    const [line] = await logs.tail(query(), never);
    expect(line?.message).toBe('alone');
    expect(line?.at).toBeGreaterThanOrEqual(opened);
  });

  test('a deleted job can still be read; one that is unknown and left nothing cannot', async () => {
    await appendFile(await store.open('default', 'job-aaaaa', 'stdout'), 'left\n');
    await store.close('default', 'job-aaaaa');
    jobs.clear();
    await openAgain();
    expect(texts(await logs.tail(query(), never))).toEqual(['left']);
    await expect(logs.tail(query({ job: 'nobody' }), never)).rejects.toMatchObject({ remedy: 'missing' });
  });

  test('a last line without its end, empty lines, CRLF, long lines and cut characters', async () => {
    const file = await store.open('default', 'job-aaaaa', 'stdout');
    await appendFile(file, 'a\r\n\nüñ€\n');
    expect(texts(await logs.tail(query(), never))).toEqual(['a', '', 'üñ€']);
    await appendFile(file, `${'€'.repeat(10_000)}\n`);
    const [long] = texts(await logs.tail(query({ count: 1 }), never));
    expect(long).toMatch(/^€+… \(30000 bytes\)$/u);
    await appendFile(file, Buffer.from('half €').subarray(0, 6));
    expect(texts(await logs.tail(query({ count: 1 }), never))[0]).toMatch(/^half /);
  });

  test('the last lines of a huge file are read without reading it', async () => {
    await mkdir(path.join(folder.path, 'default'), { recursive: true });
    const file = path.join(folder.path, 'default/job-aaaaa.stdout');
    await writeFile(file, '');
    const { open } = await import('node:fs/promises');
    await using handle = await open(file, 'r+');
    const gibibyte = 2 ** 30;
    await handle.write(Array.from({ length: 100 }, (_, index) => `\nline ${index}`).join(''), gibibyte);
    await openAgain({ namespace: 2 ** 40, live: 2 ** 40, age: 1e12 });
    const before = Number((await bytesRead()) ?? 0);
    expect(texts(await logs.tail(query({ count: 50 }), never))).toEqual(
      Array.from({ length: 50 }, (_, index) => `line ${index + 50}`),
    );
    expect(Number(await bytesRead()) - before).toBeLessThan(10 * 2 ** 20);
  });
});

async function bytesRead(): Promise<string | undefined> {
  const { readFile } = await import('node:fs/promises');
  return /rchar: (\d+)/.exec(await readFile('/proc/self/io', 'utf8'))?.[1];
}

describe('follow', () => {
  async function collect(lines: AsyncIterable<LogLine>, into: string[]): Promise<void> {
    for await (const { message } of lines) into.push(message);
  }

  test('gives the last lines, then new ones of old and new processes, until the job has ended', async () => {
    const file = await store.open('default', 'job-aaaaa', 'stdout');
    await appendFile(file, 'one\ntwo\nthr');
    const seen: string[] = [];
    const following = collect(logs.follow(query({ count: 1 }), never), seen);
    await until('it has begun', () => seen.length === 1);
    await appendFile(file, 'ee\nfour\n');
    await until('new lines', () => seen.length === 3);
    await appendFile(await store.open('default', 'job-bbbbb', 'stderr'), 'five\nsix');
    await until('a new process', () => seen.includes('five'));
    jobs.set('job', 'ended');
    store.changed();
    await following;
    expect(seen).toEqual(['two', 'three', 'four', 'five', 'six']);
  });

  test('ends when aborted', async () => {
    await appendFile(await store.open('default', 'job-aaaaa', 'stdout'), 'one\n');
    const abort = new AbortController();
    const seen: string[] = [];
    const following = collect(logs.follow(query(), abort.signal), seen);
    await until('it has begun', () => seen.length === 1);
    abort.abort();
    await expect(following).resolves.toBeUndefined();
  });
});

describe('bounds', () => {
  const limits: LogLimits = { namespace: 2 ** 20, live: 2 ** 18, age: 7 * 86_400_000 };

  test('a file that grows is cut while its process goes on, and nothing is lost to a follower', async () => {
    await openAgain(limits);
    const file = await store.open('default', 'job-aaaaa', 'stdout');
    const seen: string[] = [];
    const following = (async () => {
      for await (const { message } of logs.follow(query({ count: 0 }), never)) seen.push(message.slice(0, 6));
    })();
    for (let block = 0; block < 4; block++) {
      const from = seen.length;
      await appendFile(
        file,
        Array.from(
          { length: 1_000 },
          (_, line) => `${String(block * 1_000 + line).padStart(6, '0')} ${'x'.repeat(300)}\n`,
        ).join(''),
      );
      await until('all lines', () => seen.length === from + 1_000);
      await until('it is cut', async () => (await stat(file)).size === 0);
    }
    jobs.set('job', 'ended');
    store.changed();
    await following;
    expect(seen).toEqual(Array.from({ length: 4_000 }, (_, line) => String(line).padStart(6, '0')));
    const tail = await logs.tail(query({ count: 3_000 }), never);
    expect(tail.map(({ message }) => message.slice(0, 6))).toEqual(seen.slice(1_000));
    expect(
      (await readdir(path.dirname(file))).filter((name) => name.endsWith('.idx')).length,
    ).toBeGreaterThan(1);
    await openAgain(limits);
    expect(await logs.tail(query({ count: 3_000 }), never)).toEqual(tail);
  });

  test('beyond the limit of a namespace the oldest parts go', async () => {
    await openAgain({ ...limits, namespace: 2 ** 19 });
    for (const process of ['job-aaaaa', 'job-bbbbb', 'job-ccccc', 'job-ddddd']) {
      await appendFile(
        await store.open('default', process, 'stdout'),
        `${process} ${'x'.repeat(2 ** 17)}\n`.repeat(2),
      );
      await store.close('default', process);
      await clock.sleep(5);
    }
    await store.tidy();
    const left = (await logs.tail(query({ count: 100 }), never)).map(({ process }) => process);
    expect(new Set(left)).toEqual(new Set(['job-ddddd']));
  });

  test('what has not grown for a week goes', async () => {
    await openAgain({ ...limits, age: 20 });
    await appendFile(await store.open('default', 'job-aaaaa', 'stdout'), 'old\n');
    await appendFile(await store.open('default', 'job-bbbbb', 'stdout'), 'of one that runs\n');
    await store.close('default', 'job-aaaaa');
    await store.stampAll();
    await clock.sleep(50);
    await store.tidy();
    expect(texts(await logs.tail(query(), never))).toEqual(['of one that runs']);
  });
});
