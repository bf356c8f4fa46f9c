import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { ServiceProcess } from './support/service-process.ts';

const CONFIG = {
  images: { node: { executable: process.execPath } },
  storage: { hostpath: [{ name: 'work', path: './work' }] },
};
const JOB = ['--start_script', '/mnt/work/hello.js', '--run_volume', 'work', '--image', 'node'];
const LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z, helloworld-[a-z0-9]{5}, hello, world!\n?$/;

describe('Hello World, by the command line alone', () => {
  it('is submitted, looked at, waited for, read and deleted', async () => {
    await using service = await hello();
    const run = (...args: readonly string[]) => service.juliarun(...args);

    expect(await run('submit', 'JuliaBatch', 'helloworld', ...JOB)).toEqual(
      done('submitted helloworld; see: juliarun status JuliaBatch helloworld\n'),
    );
    expect(await run('wait', 'JuliaBatch', 'helloworld')).toMatchObject({
      code: 0,
      stdout: 'helloworld succeeded: the master exited with 0\n',
      stderr: expect.not.stringContaining('exited'),
    });
    expect(await run('status', 'JuliaBatch', 'helloworld')).toEqual(
      done('succeeded: the master exited with 0\n'),
    );
    expect(await run('tail', 'JuliaBatch', 'helloworld')).toEqual(done(expect.stringMatching(LINE)));
    expect(await run('delete', 'JuliaBatch', 'helloworld')).toEqual(done('deleted helloworld\n'));
    expect(await run('status', 'JuliaBatch', 'helloworld')).toEqual(
      refused('there is no job "helloworld" in the namespace "default"'),
    );
    // its log is still there
    expect(await run('tail', 'JuliaBatch', 'helloworld')).toEqual(done(expect.stringMatching(LINE)));
  });

  it('tells programs in JSON', async () => {
    await using service = await hello();
    const json = async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await service.juliarun(...args, '--format', 'json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
      return JSON.parse(stdout);
    };
    const succeeded = {
      created: true,
      succeeded: true,
      failed: false,
      reason: 'the master exited with 0',
      nworkers_succeeded: 0,
      parallelism: 0,
      npending: 0,
      nuptodate: 0,
      restarts: 0,
      exit_code: 0,
      steps: [],
    };
    expect(await json('submit', 'JuliaBatch', 'helloworld', ...JOB)).toBeNull();
    expect(await json('wait', 'JuliaBatch', 'helloworld')).toEqual(succeeded);
    expect(await json('status', 'JuliaBatch', 'helloworld')).toEqual(succeeded);
    expect(await json('tail', 'JuliaBatch', 'helloworld')).toMatch(LINE);
    expect(await json('list')).toMatchObject({ helloworld: { type: 'JuliaBatch', scale: [0, 0] } });
    expect(await json('delete', 'JuliaBatch', 'helloworld')).toMatchObject({ deleted: true });
  });

  it('is refused at once if it cannot run', async () => {
    await using service = await hello();
    const submit = (...args: readonly string[]) =>
      service.juliarun('submit', 'JuliaBatch', 'helloworld', ...args);

    expect(await submit('--start_script', '/mnt/work/helo.js', ...JOB.slice(2))).toEqual(
      refused(
        `start_script "/mnt/work/helo.js" does not exist or cannot be read (looked for ${service.folder}/work/helo.js); create it or mend the path`,
      ),
    );
    expect(await submit(...JOB.slice(0, -1), 'nodde')).toEqual(
      refused('there is no image "nodde"; configured are "node"'),
    );
    expect(await service.juliarun('submit', 'JuliaBacht', 'helloworld', ...JOB)).toEqual(
      refused(expect.stringContaining('did you mean "JuliaBatch"?')),
    );
    expect(await submit('--start_scrpt', '/mnt/work/hello.js', ...JOB)).toEqual(
      refused(expect.stringContaining('did you mean "start_script"?')),
    );
    expect((await service.juliarun('submit', 'JuliaBatch')).code).toBe(2);
    expect((await service.juliarun('list')).stdout).toMatch(/^no jobs; /);
  });

  it('is told to have failed if it does', async () => {
    await using service = await hello('process.exit(3)');
    await service.juliarun('submit', 'JuliaBatch', 'helloworld', ...JOB, '--retries', '0');
    const waited = await service.juliarun('wait', 'JuliaBatch', 'helloworld');
    expect(waited.code).toBe(1);
    expect(waited.stdout).toMatch(/^helloworld failed: helloworld-[a-z0-9]{5} exited with 3\n$/);
  });

  it('fails in its own ways without a service, and when time runs out', async () => {
    await using service = await hello('setTimeout(() => {}, 1e6)');
    await service.juliarun('submit', 'JuliaBatch', 'helloworld', ...JOB);
    const waited = await service.juliarun('wait', 'JuliaBatch', 'helloworld', '--timeout', '0.2');
    expect(waited).toMatchObject({ code: 124, stderr: expect.stringContaining('time ran out') });
    const away = await service.juliarun('list', '--url', `http://127.0.0.1:${await freePort()}`);
    expect(away).toMatchObject({ code: 3, stderr: expect.stringContaining('npm start') });
  });
});

async function hello(script = 'console.log("hello, world!")'): Promise<ServiceProcess> {
  const service = await ServiceProcess.create();
  await service.write('work/hello.js', script);
  await service.configure(CONFIG);
  await service.start();
  return service;
}

function done(stdout: unknown) {
  return { code: 0, stdout, stderr: '' };
}

function refused(message: unknown) {
  const stderr = typeof message === 'string' ? `juliarun: ${message}\n` : message;
  return { code: 1, stdout: '', stderr };
}
