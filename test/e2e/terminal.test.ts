import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { jobProcessesIn } from './support/processes.ts';
import { livingOf, NOTE_START, serviceWith, SHELL_JOB } from './support/shell-jobs.ts';

const SCRIPT = `trap 'echo asked >"$JRUN_DIR/ended"; exit 0' TERM\n${NOTE_START}while :; do sleep 0.1; done\n`;

it('ends, with its jobs, when the terminal that it runs on is closed', async () => {
  const job = { type: 'JuliaBatch', name: 'loop', start_script: 'loop.sh', ...SHELL_JOB };
  await using service = await serviceWith(
    { 'loop.sh': SCRIPT },
    { compute: { on_stop: 'stop' }, jobs: [{ ...job, termination_grace: '10m' }] },
  );
  await service.start('config.jsonc', { terminal: true });
  await eventually(
    () => livingOf(service, 'loop'),
    (living) => living.length === 1,
  );
  const [pid] = (await readFile(path.join(service.folder, '.juliarun/service.pid'), 'utf8')).split(' ');
  await service.end('SIGKILL'); // the terminal, not the service
  await eventually(
    () => jobProcessesIn(service.folder),
    (left) => left.length === 0,
  );
  await eventually(
    () => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone'),
    (state) => state === 'gone',
  );
  // a second service finds everything stored and the state free
  await service.start();
  expect(await service.call('getJobStatus/JuliaBatch', { name: 'loop', format: 'object' })).toMatchObject({
    succeeded: false,
    failed: false,
    restarts: 0,
  });
});
