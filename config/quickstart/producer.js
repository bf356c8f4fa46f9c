// Lays out tasks in waves, 80 of them in 10 seconds, then rests; adds up the results to pi; and
// tells the service how many tasks are unfinished, which is what the scaler goes by.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context, recordMetrics } from 'juliarun/client';
import { dartsIn } from './darts.js';
import { backlog, collect, put, requeue } from './queue.js';

const PERIOD = 40;
const BUSY = 10;
const TASKS_PER_SECOND = 8;
const TASK_MS = 250;

const context = new Context();
const darts = dartsIn(TASK_MS);
let thrown = 0;
let inside = 0;
let id = 0;

for (let second = 0; ; second++) {
  if (second % PERIOD === 0)
    console.log(`a wave of ${BUSY * TASKS_PER_SECOND} tasks of ${darts} darts begins`);
  if (second % PERIOD < BUSY) {
    for (let task = 0; task < TASKS_PER_SECOND; task++) put({ id: id++, darts });
  }
  for (const result of collect()) {
    thrown += result.darts;
    inside += result.inside;
  }
  if (second % PERIOD === PERIOD - 1 && thrown > 0)
    console.log(`PI (estimated) = ${(4 * inside) / thrown} from ${thrown} darts`);
  requeue(15_000);
  try {
    await recordMetrics(context, { backlog: backlog() }, { job: 'darts' });
  } catch (error) {
    console.error(`backlog not recorded, trying again in a second: ${error.message}`);
  }
  await sleep(1_000);
}
