import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { Pool } from 'undici';
import { silentLog } from '../src/lib/log.ts';
import { createApp } from '../src/server/create-app.ts';
import { findProgram } from '../test/services/find-program.ts';
import { startInfluxd } from '../test/services/influxd.ts';
import { influxd } from '../test/services/programs.ts';
import { eventually } from '../test/support/eventually.ts';
import { freePort } from '../test/support/free-port.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts');
const SENDERS = 100;
const METRICS = 10;
const ROUND = 3_000;
const ROUNDS = 3;
const JOBS = 200;
const RECORD = '/recordMetrics';

interface Round {
  /** Points a second. */
  readonly rate: number;
  /** Milliseconds that an answer took. */
  readonly p50: number;
  readonly p99: number;
}

interface Target {
  readonly url: string;
  stop(): Promise<void>;
}

/** Points a second that callers record over HTTP, durable when answered, beside answers without storing. */
export async function recordHttp(): Promise<void> {
  console.log(
    `recordMetrics over HTTP, ${SENDERS} senders of ${METRICS} points each, median of ${ROUNDS} rounds:`,
  );
  const constant = tell('answered, not stored', await measure(await startConstant()));
  const sqlite = tell('durable in SQLite', await measure(await startService({})));
  console.log(`  ratio                    ${(sqlite / constant).toFixed(2)}`);
  if ((await findProgram(influxd)) === undefined)
    return console.log('  InfluxDB                 not on this machine');

  await using server = await startInfluxd();
  const service = await startService({
    accountingtype: 'JuliaRun.KuberClusters.InfluxDBAccounting',
    accounting: { influxdb: { url: server.url } },
  });
  await fetch(`${service.url}/setupMetrics`, { method: 'POST' });
  const influx = tell('durable in InfluxDB', await rounds(service.url));
  console.log(`  ratio                    ${(influx / constant).toFixed(2)}`);
  await server.kill();
  await load(service.url, 500);
  tell('durable in the spool', [await load(service.url, ROUND)]);
  await server.start();
  const start = performance.now();
  const during: Round[] = [];
  while ((await waiting(service.url)) > 0) during.push(await load(service.url, 1_000));
  tell('while the spool drains', during);
  console.log(`  until it was empty       ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  await service.stop();
}

async function measure(target: Target): Promise<readonly Round[]> {
  try {
    return await rounds(target.url);
  } finally {
    await target.stop();
  }
}

async function rounds(url: string): Promise<readonly Round[]> {
  await load(url, ROUND); // to warm up
  const measured: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) measured.push(await load(url, ROUND));
  return measured;
}

/** All senders, each with one request under way, for so many milliseconds. */
async function load(url: string, duration: number): Promise<Round> {
  const pool = new Pool(url, { connections: SENDERS });
  const took: number[] = [];
  const start = performance.now();
  async function send(sender: number): Promise<void> {
    for (let request = 0; performance.now() - start < duration; request++) {
      const began = performance.now();
      const { statusCode, body } = await pool.request({
        path: RECORD,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: bodyOf(sender, request),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
      took.push(performance.now() - began);
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  const rate = (took.length * METRICS) / ((performance.now() - start) / 1_000);
  await pool.close();
  took.sort((a, b) => a - b);
  return { rate, p50: took[took.length >> 1] ?? 0, p99: took[Math.floor(took.length * 0.99)] ?? 0 };
}

function bodyOf(sender: number, request: number): string {
  const names = Array.from(
    { length: METRICS },
    (_, at) => [`metric${at}`, sender + request / 7 + at] as const,
  );
  return JSON.stringify({ job: `job${(sender * 7 + request) % JOBS}`, metrics: Object.fromEntries(names) });
}

async function startConstant(): Promise<Target> {
  const worker = new Worker(new URL(import.meta.url));
  const [url]: string[] = await once(worker, 'message');
  if (url === undefined) throw new Error('the server said nothing');
  return { url, stop: async () => void (await worker.terminate()) };
}

/** A real service, in a process and a folder of its own. */
async function startService(config: Readonly<Record<string, unknown>>): Promise<Target> {
  const folder = await temporaryFolder();
  const file = path.join(folder.path, 'config.jsonc');
  const port = await freePort();
  await writeFile(file, JSON.stringify({ server: { port }, log: { level: 'warn' }, ...config }));
  const child = spawn(process.execPath, [MAIN, 'serve', '--config', file], {
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/readyz`)).ok, Boolean);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Points that wait in the spool. */
async function waiting(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^juliarun_spool_points (\d+)/m.exec(text)?.[1] ?? 0);
}

function tell(what: string, measured: readonly Round[]): number {
  const {
    rate = 0,
    p50 = 0,
    p99 = 0,
  } = measured.toSorted((a, b) => a.rate - b.rate)[measured.length >> 1] ?? {};
  const figure = Math.round(rate).toLocaleString('en').padStart(8);
  console.log(`  ${what.padEnd(24)} ${figure} points/s, ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return rate;
}

if (!isMainThread) {
  const app = createApp({ hosts: () => [], log: silentLog });
  app.post(RECORD, async () => ({ code: 0, data: true }));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(await app.listen({ port: 0, host: '127.0.0.1' }));
} else if (import.meta.main) {
  await recordHttp();
}
