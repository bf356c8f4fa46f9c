// One of several workers that share a demand for cpu. The demand swings between 0.1 and 0.65 cores once
// in two minutes; each worker takes its share, the demand divided by the workers that run.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context, getJobScale, self } from 'juliarun/client';

const PERIOD_MS = 120_000;
const SLICE_MS = 100;

const context = new Context();
let workers = 1;
let stopping = false;
process.on('SIGTERM', () => (stopping = true));

for (let slice = 0; !stopping; slice++) {
  if (slice % 20 === 0) workers = await runningWorkers();
  const demand = 0.375 - 0.275 * Math.cos((2 * Math.PI * Date.now()) / PERIOD_MS);
  const busyMs = SLICE_MS * Math.min(1, demand / workers);
  const until = performance.now() + busyMs;
  while (performance.now() < until) Math.sqrt(Math.random());
  await sleep(SLICE_MS - busyMs);
}

/** How many share the demand; the last known number while the service does not answer. */
async function runningWorkers() {
  try {
    const [running] = await getJobScale(context, self());
    return Math.max(1, running);
  } catch {
    return workers;
  }
}
