import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { programOnHand } from './find-program.ts';
import { InfluxClient, type Credentials } from './influx-client.ts';
import { influxd } from './programs.ts';
import { ServerProcess } from './server-process.ts';

export interface InfluxdOptions {
  /** Asks for a user name and a password; this user is made, and may do everything. */
  readonly auth?: Credentials;
  /** Where its data go; default: a folder that goes with it. */
  readonly folder?: string;
  /** More lines of its section [data]. */
  readonly data?: readonly string[];
  /** More lines of its section [http]. */
  readonly http?: readonly string[];
}

/** A real InfluxDB 1.x on free ports of the loopback address. */
export interface Influxd extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly folder: string;
  readonly logFile: string;
  /** Asks it as another program would. */
  readonly client: InfluxClient;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Stops and starts it on the same ports and data. */
  restart(): Promise<void>;
}

export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const runnable = await programOnHand(influxd);
  await using stack = new AsyncDisposableStack();
  const folder = options.folder ?? stack.use(await temporaryFolder()).path;
  await mkdir(folder, { recursive: true });
  const ports = { http: await freePort(), rpc: await freePort() };
  const config = path.join(folder, 'influxdb.conf');
  await writeFile(config, configText(folder, ports, options));
  const url = `http://127.0.0.1:${ports.http}`;
  const logFile = path.join(folder, 'influxd.log');
  const server = stack.use(
    new ServerProcess({
      runnable,
      args: ['-config', config],
      folder,
      logFile,
      ready: async () => (await fetch(`${url}/ping`)).ok,
    }),
  );
  await server.start();
  const client = new InfluxClient(url, options.auth);
  if (options.auth !== undefined) await client.createAdmin(options.auth);
  const owned = stack.move();

  /**
   * A log that ends in half an entry (it was killed in a write, or its disk was full) is cut short at the start, but
   * version 1.6 then goes on behind the gap, and loses at the next start what came after it. A second start does not.
   */
  async function start(): Promise<void> {
    const { length } = await readFile(logFile, 'utf8');
    await server.start();
    if ((await readFile(logFile, 'utf8')).slice(length).includes('File corrupt')) await server.restart();
  }

  return {
    url,
    folder,
    logFile,
    client,
    get pid() {
      return server.pid;
    },
    start,
    stop: () => server.stop(),
    kill: () => server.kill(),
    async restart() {
      await server.stop();
      await start();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function configText(
  folder: string,
  ports: { readonly http: number; readonly rpc: number },
  { auth, data = [], http = [] }: InfluxdOptions,
): string {
  const place = (name: string): string => JSON.stringify(path.join(folder, name));
  return [
    'reporting-disabled = true',
    `bind-address = "127.0.0.1:${ports.rpc}"`,
    '[meta]',
    `dir = ${place('meta')}`,
    '[data]',
    `dir = ${place('data')}`,
    `wal-dir = ${place('wal')}`,
    'query-log-enabled = false',
    ...data,
    '[monitor]',
    'store-enabled = false',
    '[continuous_queries]',
    'enabled = false',
    '[subscriber]',
    'enabled = false',
    '[http]',
    `bind-address = "127.0.0.1:${ports.http}"`,
    'log-enabled = false',
    `auth-enabled = ${auth !== undefined}`,
    ...http,
    '',
  ].join('\n');
}
