import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import path from 'node:path';

/** Each in a process of its own, so that none warms up or burdens the next. */
const BENCHES = [
  'startup',
  'http',
  'record-http',
  'sqlite-points',
  'influx-write',
  'integral',
  'rusage',
  'proc-sweep',
  'scalers',
  'ten-thousand-scalers',
];

const asked = process.argv.slice(2);
console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}\n`);
for (const bench of asked.length > 0 ? asked : BENCHES) {
  const file = path.join(import.meta.dirname, `${bench}.ts`);
  const child = spawn(process.execPath, [file], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) process.exitCode = 1;
  console.log('');
}
