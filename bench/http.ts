import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { Pool } from 'undici';
import { silentLog } from '../src/lib/log.ts';
import { SystemClock } from '../src/lib/system-clock.ts';
import { createApp } from '../src/server/create-app.ts';
import { serverFixture, worker } from '../test/support/server-fixture.ts';

const CONNECTIONS = 32;
const ROUND = 2_000;
const ROUNDS = 5;
const CONSTANT = '/constant';
const SCALE = '/getJobScale/JuliaParBatchWorkers/?name=darts';

/** Requests a second for getJobScale, beside those for a constant from a server with the same settings in the same thread. */
export async function httpRates(): Promise<void> {
  const server = new Worker(new URL(import.meta.url));
  const [urls]: Record<'constant' | 'service', string>[] = await once(server, 'message');
  if (urls === undefined) throw new Error('the server said nothing');
  const constants = new Pool(urls.constant, { connections: CONNECTIONS });
  const service = new Pool(urls.service, { connections: CONNECTIONS });
  const constant: number[] = [];
  const scale: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const rates = [await rate(constants, CONSTANT), await rate(service, SCALE)] as const;
    if (round < 0) continue; // to warm up
    constant.push(rates[0]);
    scale.push(rates[1]);
  }
  await Promise.all([constants.close(), service.close()]);
  await server.terminate();
  console.log(
    `HTTP, ${CONNECTIONS} connections, median of ${ROUNDS} rounds:\n` +
      `  a constant               ${Math.round(median(constant))} requests/s\n` +
      `  getJobScale              ${Math.round(median(scale))} requests/s\n` +
      `  ratio                    ${(median(scale) / median(constant)).toFixed(2)}`,
  );
}

async function rate(pool: Pool, path: string): Promise<number> {
  const start = performance.now();
  let answered = 0;
  async function ask(): Promise<void> {
    while (performance.now() - start < ROUND) {
      const { statusCode, body } = await pool.request({ path, method: 'GET' });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
      answered++;
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  return answered / ((performance.now() - start) / 1_000);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (!isMainThread) {
  const fixture = await serverFixture({ clock: new SystemClock() });
  const { url: service } = await fixture.server.listen();
  await fixture.data(`/submitJob/JuliaParBatchWorkers/?name=darts&nworkers=4&${worker}`);
  const app = createApp({ hosts: () => [], log: silentLog });
  app.get(CONSTANT, async () => ({ code: 0, data: [4, 4] }));
  const constant = await app.listen({ port: 0, host: '127.0.0.1' });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage({ constant, service });
} else if (import.meta.main) {
  await httpRates();
}
