import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { capturedIo, type CapturedIo } from '../support/captured-io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const config = (folder: string, port = 0): string =>
  JSON.stringify({
    compute: { state: path.join(folder, 'state') },
    log: { filename: path.join(folder, 'log') },
    server: { port },
  });

async function serving(text: (folder: string) => string, options: { tty: boolean }) {
  const folder = await temporaryFolder();
  const file = path.join(folder.path, 'juliarun.jsonc');
  await writeFile(file, text(folder.path));
  const io = capturedIo({ ...options, env: { JRUN_CONFIG: file, NO_COLOR: '1' } });
  const exit = runCli(['serve'], io);
  return { io, exit, file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function urlOf(io: CapturedIo): Promise<string> {
  await expect.poll(() => io.out(), { timeout: 10_000 }).toContain('Ctrl-C');
  return /listens on (\S+)/.exec(stripVTControlCharacters(io.out()))?.[1] ?? '';
}

test('serve tells where it listens and what to try, reloads at SIGHUP and stops at SIGTERM', async () => {
  await using service = await serving(config, { tty: true });
  const url = await urlOf(service.io);
  expect(service.io.out()).toContain('juliarun scalers');
  expect(await (await fetch(`${url}/getSystemStatus`)).json()).toEqual({ code: 0, data: true });
  expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready\n');

  await writeFile(service.file, '{ "server": ');
  service.io.send('SIGHUP');
  const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
  await expect.poll(metrics).toContain('\njuliarun_config_last_reload_successful 0\n');

  service.io.send('SIGTERM');
  expect(await service.exit).toBe(0);
  expect(service.io.err()).toContain('SIGTERM: stopping; once more stops at once');
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('a port that is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await using service = await serving((folder) => config(folder, port), { tty: false });
  expect(await service.exit).toBe(1);
  expect(service.io.err()).toContain(`port ${port}`);
  expect(service.io.err()).toContain('server.port');
  taken.close();
});

test.each([
  ['{ "server": { "prot": 1 } }', 'port'],
  ['{ "server": { "host": "0.0.0.0" } }', 'host'],
  ['{', 'juliarun.jsonc:1'],
])('a configuration that cannot be used: %s', async (text, message) => {
  await using service = await serving(() => text, { tty: false });
  expect(await service.exit).toBe(2);
  expect(service.io.err()).toContain(message);
});

test('no configuration at all', async () => {
  const io = capturedIo();
  expect(await runCli(['serve'], io)).toBe(2);
  expect(io.err()).toContain('--config FILE');
});
