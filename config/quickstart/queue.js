// A work queue of files: a task waits in `waiting/`, is claimed by moving it to `claimed/`, and is
// done when its result lies in `results/`. A move either succeeds or somebody else was quicker.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.JRUN_DIR ?? '.';
const folders = ['waiting', 'claimed', 'results'];
const [waiting, claimed, results] = folders.map((folder) => join(root, folder));
for (const folder of [waiting, claimed, results]) mkdirSync(folder, { recursive: true });

export function put(task) {
  const name = `${String(Date.now())}-${String(task.id).padStart(6, '0')}`;
  publish(waiting, name, task);
}

/** The oldest task that nobody else took; undefined if there is none. */
export function claim() {
  for (const name of readdirSync(waiting).filter(isComplete).toSorted()) {
    try {
      renameSync(join(waiting, name), join(claimed, name));
      return { name, ...JSON.parse(readFileSync(join(claimed, name), 'utf8')) };
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

export function finish(name, result) {
  publish(results, name, result);
  rmSync(join(claimed, name), { force: true });
}

/** Tasks that wait or are being worked on. */
export function backlog() {
  return readdirSync(waiting).filter(isComplete).length + readdirSync(claimed).length;
}

/** Puts back what was claimed over `ms` milliseconds ago: its worker is gone. */
export function requeue(ms) {
  for (const name of readdirSync(claimed)) {
    try {
      if (Date.now() - statSync(join(claimed, name)).ctimeMs > ms)
        renameSync(join(claimed, name), join(waiting, name));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
}

/** Takes the results that have come in. */
export function collect() {
  return readdirSync(results)
    .filter(isComplete)
    .map((name) => {
      const result = JSON.parse(readFileSync(join(results, name), 'utf8'));
      rmSync(join(results, name));
      return result;
    });
}

/** Written beside and moved into place, so that nobody reads half a file. */
function publish(folder, name, value) {
  writeFileSync(join(folder, `${name}.part`), JSON.stringify(value));
  renameSync(join(folder, `${name}.part`), join(folder, name));
}

function isComplete(name) {
  return !name.endsWith('.part');
}
