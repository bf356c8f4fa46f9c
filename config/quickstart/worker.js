// Works off tasks until it is asked to stop; then it finishes the one it has and goes.
import { setTimeout as sleep } from 'node:timers/promises';
import { dartsInCircle } from './darts.js';
import { claim, finish } from './queue.js';

let stopping = false;
process.on('SIGTERM', () => (stopping = true));

while (!stopping) {
  const task = claim();
  if (task === undefined) {
    await sleep(100);
    continue;
  }
  finish(task.name, { darts: task.darts, inside: dartsInCircle(task.darts) });
  console.log(`task ${task.id} done`);
  await sleep(0);
}
