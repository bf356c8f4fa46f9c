import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/clusters/memory/seeded-random.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createInfluxStore } from '../../src/stores/influxdb/create.ts';
import { findProgram } from '../services/find-program.ts';
import type { ResultSeries } from '../services/influx-client.ts';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { influxd as program } from '../services/programs.ts';
import { influxConfig } from '../support/influx-config.ts';
import { sizeOf, sumOf, WRITERS } from '../support/million-batch.ts';
import { calm } from '../support/points.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { settings } from './metrics-store-fixture.ts';

const POINTS = 1_000_000;
const STORE_KILLS = 6;
const WRITER_KILLS = 4;
const DB = 'k8s';
/** Some 20 s on an idle machine. */
const TIMEOUT = 300_000;

const writerFile = fileURLToPath(new URL('../support/million-writer.ts', import.meta.url));
const here = await findProgram(program);

describe.runIf(here)('a spool before InfluxDB', () => {
  let folder: TemporaryFolder;
  let server: Influxd;
  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startInfluxd();
    await using store = await createInfluxStore({
      config: influxConfig({ url: server.url }),
      db: DB,
      retentionPolicy: 'default',
      clock: new SystemClock(),
      log: silentLog,
    });
    await store.admin.setup({ ...settings, retention: 480 * 3_600_000 }, calm);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test(
    'a million points are there once, though the store and the writer are killed at random',
    async () => {
      const base = new SystemClock().now() - 3_600_000_000_000n;
      const spool = path.join(folder.path, 'spool.db');
      const load = new Load((first) => [writerFile, server.url, DB, spool, String(first), String(base)]);
      load.begin();
      const random = seededRandom(20_261_120);
      let storeKills = 0;
      let writerKills = 0;
      while (load.points < POINTS || storeKills < STORE_KILLS || writerKills < WRITER_KILLS) {
        await sleep(100 + 700 * random());
        if (load.writing && random() < 0.4) {
          await load.kill();
          writerKills++;
          load.begin();
        } else {
          await server.kill();
          storeKills++;
          await sleep(1_500 * random());
          await server.start();
        }
      }
      expect(await load.end()).toBe(0);

      const rows = await server.client.query(
        'SELECT count("value"), sum("value") FROM "batch" GROUP BY "pod_name"',
        DB,
      );
      const stored = new Map(
        rows.map(({ tags, values }) => {
          const [, count, sum] = values[0] ?? [];
          return [numberOf(tags), { count, sum }] as const;
        }),
      );
      const lost = [...load.acknowledged].filter((batch) => {
        const { count, sum } = stored.get(batch) ?? {};
        return count !== sizeOf(batch) || sum !== sumOf(batch);
      });
      expect(lost).toEqual([]);
      const twice = [...stored].filter(([batch, { count }]) => Number(count) > sizeOf(batch));
      expect(twice).toEqual([]);

      const newest = await server.client.query('SELECT "value" FROM "newest" GROUP BY "pod_name"', DB);
      expect(newest).toHaveLength(WRITERS);
      for (const { tags, values } of newest) {
        expect(values).toHaveLength(1);
        expect(values[0]?.[1]).toBeGreaterThanOrEqual(load.newestOf(numberOf(tags)));
      }
    },
    TIMEOUT,
  );
});

/** Of a series `batch-<n>` or `writer-<n>`. */
function numberOf(tags: ResultSeries['tags']): number {
  return Number(tags?.['pod_name']?.split('-')[1]);
}

/** The writing process and what it has said. */
class Load {
  readonly acknowledged = new Set<number>();
  points = 0;
  begun = 0;
  /** It has acknowledged something since it was started. */
  writing = false;
  readonly #newest = new Map<number, number>();
  readonly #command: (first: number) => readonly string[];
  #child: ChildProcess | undefined;
  #heard: Promise<void> = Promise.resolve();

  constructor(command: (first: number) => readonly string[]) {
    this.#command = command;
  }

  /** The newest batch of a writer that was acknowledged. */
  newestOf(writer: number): number {
    return this.#newest.get(writer) ?? 0;
  }

  /** Starts the process with batches that none before it can have begun. */
  begin(): void {
    this.begun += 100;
    this.writing = false;
    const child = spawn(process.execPath, this.#command(this.begun), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#heard = this.#listen(child);
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#heard;
  }

  /** Lets it store all that waits; gives its exit code. */
  async end(): Promise<number | null | undefined> {
    this.#child?.stdin?.end();
    await this.#heard;
    return this.#child?.exitCode;
  }

  async #listen(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    if (child.stdout === null) throw new Error('the writer has no output');
    for await (const line of createInterface({ input: child.stdout })) {
      const [writer = 0, batch = 0] = line.split(' ').map(Number);
      this.writing = true;
      this.acknowledged.add(batch);
      this.points += sizeOf(batch);
      this.begun = Math.max(this.begun, batch + WRITERS);
      this.#newest.set(writer, Math.max(batch, this.newestOf(writer)));
    }
    await exited;
  }
}
