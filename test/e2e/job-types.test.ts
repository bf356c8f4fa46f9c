import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { jobProcessesIn } from './support/processes.ts';
import { serviceWith, SHELL_JOB } from './support/shell-jobs.ts';

/** Listens where its workers look for it, and is done when each has answered once. */
const MASTER = `
import { createServer } from 'node:net';
const [host, port] = process.env.JRUN_MASTER.split(':');
const answers = new Map();
const server = createServer((socket) => {
  socket.setEncoding('utf8').on('data', (text) => {
    const [cookie, name, square] = text.trim().split(' ');
    if (cookie !== process.env.JRUN_CLUSTER_COOKIE) throw new Error('not one of ours');
    answers.set(name, Number(square));
    console.log(name, 'answers', square);
    if (answers.size === 3) {
      console.log('sum', [...answers.values()].reduce((a, b) => a + b));
      process.exit(0);
    }
  });
});
server.listen(Number(port), host);
`;
const WORKER = `
import { connect } from 'node:net';
const [host, port] = process.env.JRUN_MASTER.split(':');
function join() {
  const socket = connect(Number(port), host, () =>
    socket.write([process.env.JRUN_CLUSTER_COOKIE, process.env.JRUN_PROCESS, 14].join(' ') + '\\n'));
  socket.on('error', () => setTimeout(join, 50));
}
join();
setInterval(() => {}, 1000);
`;
const SERVER = `
import { createServer } from 'node:http';
const [port, greeting] = process.argv.slice(2);
createServer((_request, response) => response.end(greeting + ' from ' + process.env.JRUN_PROCESS)).listen(Number(port), '127.0.0.1');
`;
const NODE_JOB = { ...SHELL_JOB, image: 'node', memory: '512Mi' };

describe('a JuliaParBatch', () => {
  it('has a master that its workers reach, and is done when the master is', async () => {
    await using service = await serviceWith({ 'master.mjs': MASTER, 'worker.mjs': WORKER });
    await service.start();
    await service.call('submitJob/JuliaParBatch', {
      name: 'sums',
      ...NODE_JOB,
      start_script: 'master.mjs',
      worker_start_script: 'worker.mjs',
      nworkers: 3,
      retries: 0,
      worker_cpu: '0.1',
      worker_memory: '512Mi',
    });
    const status = await service.call('waitJob/JuliaParBatch', { name: 'sums', timeout: '30s' });
    expect(status).toMatchObject({ succeeded: true, nworkers_succeeded: 3, exit_code: 0 });
    const lines = await service.call<string>('tailJob/JuliaParBatch', { name: 'sums', stream: 'stdout' });
    expect(lines).toMatch(/ sum 42$/m);
    await eventually(
      () => jobProcessesIn(service.folder),
      (left) => left.length === 0,
    );
  });
});

describe('a Generic job', () => {
  it('runs a command with arguments, and is reached at its endpoint', async () => {
    await using service = await serviceWith({ 'server.mjs': SERVER });
    await service.start();
    await service.call('submitJob/Generic', {
      name: 'web',
      ...NODE_JOB,
      command: 'node',
      ports: 'http:8080:80',
      nworkers: 1,
      args: '["/mnt/work/server.mjs", "${port:http}", "hello $HOME; ok"]',
    });
    const page = await eventually(
      async () => {
        const [[host], ports] = await service.call<[string[], Record<string, number>]>(
          ...(['getJobEndpoint/Generic', { name: 'web' }] as const),
        );
        return (await fetch(`http://${host}:${ports['http']}`)).text();
      },
      (text) => text !== '',
    );
    expect(page).toMatch(/^hello \$HOME; ok from web-[a-z0-9]{5}$/);

    await service.call('setJobScale/Generic', { name: 'web', parallelism: 2 });
    await eventually(
      () => service.call<[number, number]>('getJobScale/Generic', { name: 'web' }),
      ([running]) => running === 2,
    );
    const unknown = await service.ask('submitJob/Generic', {
      name: 'bad',
      ...NODE_JOB,
      command: 'node',
      ports: 'http:80',
      args: '["${port:htpp}"]',
    });
    expect(unknown.status).toBe(400);
    expect(unknown.body).toContain("the job's ports are: http");
  });
});
