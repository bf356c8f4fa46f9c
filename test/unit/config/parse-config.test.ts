import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';
import { parseConfig, type Config } from '../../../src/config/parse-config.ts';
import { ConfigError } from '../../../src/config/problem.ts';

function parse(text: string, env: Record<string, string> = {}, folder = '/etc/juliarun'): Config {
  return parseConfig(text, { file: 'config.jsonc', folder, env });
}

function errorOf(text: string, env: Record<string, string> = {}): ConfigError {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

describe('defaults', () => {
  const config = parse('{}');

  test('a local cluster with SQLite, on this machine alone', () => {
    expect(config.clustertype).toBe('JuliaRun.LocalClusters.LocalCluster');
    expect(config.accountingtype).toBe('JuliaRun.LocalClusters.SQLiteAccounting');
    expect(config.externalsvc).toBe('NodePort');
    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 8888, job_status_format: 'array' });
    expect(config.server.decisions_retention).toBe(30 * 86_400_000);
    expect(config.jobs).toEqual([]);
    expect(config.scalers).toEqual([]);
  });

  test('the state goes to the working folder', () => {
    expect(config.compute).toMatchObject({
      state: path.resolve('.juliarun'),
      namespace: 'default',
      on_stop: 'keep',
    });
  });

  test('another cluster has others', () => {
    const { compute, accountingtype } = parse('{ "clustertype": "JuliaRun.KuberClusters.KuberCluster" }');
    expect(accountingtype).toBe('JuliaRun.KuberClusters.NoAccounting');
    expect(compute).toEqual({ namespace: 'default', auth: { type: 'none', 'cert-verify': true } });
  });
});

describe('forms of values', () => {
  test('comments, trailing commas and a byte order mark', () => {
    expect(parse('\uFEFF// here\n{ /* and here */ "server": { "port": 9000, }, }').server.port).toBe(9000);
  });

  test('numbers and booleans in quotes, but only where numbers and booleans are meant', () => {
    const { compute, jobs } = parse(`{
      "compute": { "gpu": "2", "shared_user": "true" },
      "jobs": [{ "type": "Generic", "name": "one", "args": ["1", "true"] }]
    }`);
    expect(compute).toMatchObject({ gpu: 2, shared_user: true });
    expect(jobs[0]?.parameters).toEqual({ args: ['1', 'true'] });
  });

  test('keys with spaces, but not those that are names', () => {
    const { server, jobs } = parse(`{
      "server": { "job status format": "object" },
      "jobs": [{ "type": "Generic", "name": "one", "run volume": "work", "envvars": { "my name": "x" } }]
    }`);
    expect(server.job_status_format).toBe('object');
    expect(jobs[0]?.parameters).toEqual({ run_volume: 'work', envvars: { 'my name': 'x' } });
  });

  test('cores and memory in units', () => {
    const { compute, quotas } = parse(`{
      "compute": { "cpu": "1500m", "memory": "2Gi" },
      "quotas": { "team-a": { "cpu": 4, "memory": "1G", "jobs": 10 } }
    }`);
    expect(compute).toMatchObject({ cpu: 1_500, memory: 2 ** 31 });
    expect(quotas).toEqual({ 'team-a': { cpu: 4_000, memory: 1e9, jobs: 10 } });
  });

  test('minutes in kuberscaler.cooldown, seconds elsewhere; units hold everywhere', () => {
    const cooldown = (value: string): unknown =>
      parse(`{ "kuberscaler": {
        "cloudscaler": "JuliaRun.KuberClusters.AzureScalers.AzureACSEngineScaler", "max": 3, "cooldown": ${value}
      } }`).kuberscaler?.cooldown;
    expect(cooldown('5')).toBe(300_000);
    expect(cooldown('"5"')).toBe(300_000);
    expect(cooldown('"90s"')).toBe(90_000);
    expect(parse('{ "accounting": { "collect_interval": 5 } }').accounting.collect_interval).toBe(5_000);
  });

  test('paths start at the folder of the file, names of programs do not', () => {
    const { compute, images, modules, log } = parse(`{
      "compute": { "state": "state", "script_roots": ["../scripts", "/srv/scripts"] },
      "images": { "a": { "executable": "node" }, "b": { "executable": "./tool" }, "c": { "image": "node:24" } },
      "modules": ["metrics.ts"],
      "log": { "filename": "log/juliarun.log" }
    }`);
    expect(compute).toMatchObject({
      state: '/etc/juliarun/state',
      script_roots: ['/etc/scripts', '/srv/scripts'],
    });
    expect(images).toEqual({
      a: { executable: 'node' },
      b: { executable: '/etc/juliarun/tool' },
      c: { image: 'node:24' },
    });
    expect(modules).toEqual(['/etc/juliarun/metrics.ts']);
    expect(log.filename).toBe('/etc/juliarun/log/juliarun.log');
  });
});

describe('secrets', () => {
  const env = { HOST: 'localhost', PORT: '9000', PASSWORD: 'hunter2"\\' };

  test('stand wherever a text may stand', () => {
    const { server, compute, jobs } = parse(
      `{
        "clustertype": { "env": "CLUSTER" },
        "server": { "host": { "env": "HOST" }, "port": { "env": "PORT" }, "hosts": [{ "env": "HOST" }] },
        "compute": { "auth": { "type": "token", "token": { "env": "PASSWORD" } } },
        "jobs": [{
          "type": "Notebook", "name": "nb", "passwd": { "env": "PASSWORD" },
          "envvars": { "SECRET": { "env": "PASSWORD" } }, "args": [{ "env": "HOST" }]
        }]
      }`,
      { ...env, CLUSTER: 'JuliaRun.KuberClusters.KuberCluster' },
    );
    expect(server).toMatchObject({ host: 'localhost', port: 9000, hosts: ['localhost'] });
    expect('auth' in compute && compute.auth.token?.reveal()).toBe(env.PASSWORD);
    expect(jobs[0]?.parameters).toEqual({
      passwd: env.PASSWORD,
      envvars: { SECRET: env.PASSWORD },
      args: ['localhost'],
    });
  });

  test("are not taken from maps of names, whose keys are the user's", () => {
    const { jobs } = parse('{ "jobs": [{ "type": "Generic", "name": "a", "envvars": { "env": "test" } }] }');
    expect(jobs[0]?.parameters).toEqual({ envvars: { env: 'test' } });
  });

  test('come from files, without the last line end', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'juliarun-config-'));
    writeFileSync(path.join(folder, 'host'), 'localhost\n');
    writeFileSync(path.join(folder, 'config.jsonc'), '{ "server": { "host": { "file": "host" } } }');
    const config = await loadConfig(path.join(folder, 'config.jsonc'), {});
    expect(config.server.host).toBe('localhost');
  });

  test('a folder is no secret', () => {
    expect(errorOf('{ "server": { "host": { "file": "/" } } }').problems).toMatchObject([
      { path: 'server.host', found: 'names "/", which is not a file' },
    ]);
  });

  test('are not printed with the configuration', () => {
    const config = parse(
      '{ "clustertype": "JuliaRun.KuberClusters.KuberCluster", "compute": { "auth": { "type": "token", "token": "inline-token" } }, ' +
        '"jobs": [{ "type": "Notebook", "name": "nb", "passwd": { "env": "PASSWORD" }, "shell": { "env": "PASSWORD" } }] }',
      env,
    );
    const printed = [
      inspect(config, { depth: 20 }),
      JSON.stringify(config),
      inspect(config.compute, { depth: 20 }),
    ];
    for (const text of printed) {
      expect(text).not.toContain('hunter2');
      expect(text).not.toContain('inline-token');
    }
    expect(config.source.secrets.mask(`login with ${env.PASSWORD} failed`)).toBe('login with *** failed');
  });

  test('are not quoted by errors about them', () => {
    const { message } = errorOf(
      '{ "server": { "port": { "env": "PASSWORD" }, "tls": { "env": "PASSWORD" } } }',
      env,
    );
    expect(message).toContain('server.port holds a secret that cannot stand here');
    expect(message).not.toContain('hunter2');
  });
});

describe('errors', () => {
  test('all of them at once, in the order of the file', () => {
    const { problems } = errorOf(`{
      "server": { "prot": 1 },
      "storage": { "scratch": [{ "name": "a" }, { "name": "a" }] },
      "log": { "level": { "env": "NOT_SET" } },
      "compute": { "gpu": -1, "gpu": 2 }
    }`);
    expect(problems.map(({ line, column, path: at }) => [line, column, at])).toEqual([
      [2, 19, 'server.prot'],
      [3, 59, 'storage.scratch[1].name'],
      [4, 25, 'log.level'],
      [5, 27, 'compute.gpu'],
      [5, 31, 'compute.gpu'],
    ]);
  });

  test('as data', () => {
    expect(JSON.parse(JSON.stringify(errorOf('{\n\t"server": { "port": "high" }\n}')))).toEqual({
      code: 'bad-config',
      problems: [
        {
          file: 'config.jsonc',
          line: 2,
          column: 22,
          path: 'server.port',
          found: 'is "high"',
          allowed: 'a whole number from 0 to 65535',
          excerpt: { text: '\t"server": { "port": "high" }', column: 22, length: 6 },
        },
      ],
    });
  });

  test('the caret stands below tabs too, and on lines that end in CR LF', () => {
    const { message } = errorOf('{\r\n\t"server": {\t"port": -1 }\r\n}');
    const [, line = '', caret = ''] = message.split('\n');
    expect(line).toBe('    2 | \t"server": {\t"port": -1 }');
    expect(caret).toBe('      | \t           \t        ^^');
  });

  test('of a long line only what is near', () => {
    const images = Array.from({ length: 300 }, (_none, index) => `"image-${index}": { "image": "x" }`).join(
      ', ',
    );
    const { problems } = errorOf(`{ "images": { ${images} }, "server": { "port": -1 }, "modules": [] }`);
    const { text = '', column = 0, length } = problems[0]?.excerpt ?? {};
    expect(text.length).toBeLessThan(200);
    expect(text.slice(column - 1, column - 1 + (length ?? 0))).toBe('-1');
  });

  test('a line that holds a secret is not shown', () => {
    const line = '{ "queues": { "main": { "url": "amqp", "password": "hunter2" } } }';
    expect(errorOf(line).problems[0]).toMatchObject({ path: 'queues.main.url' });
    expect(errorOf(line).message).not.toContain('hunter2');
  });

  test('a file that is not there', async () => {
    await expect(loadConfig('/nowhere/config.jsonc', {})).rejects.toMatchObject({
      code: 'no-config',
      remedy: 'fix',
    });
  });

  test('a key that JavaScript would take for something else', () => {
    expect(errorOf('{ "__proto__": { "server": 1 } }').problems[0]).toMatchObject({ path: '__proto__' });
  });
});

test('entries are found in the file by their path', () => {
  const { source } = parse(
    '{\n  "jobs": [\n    { "type": "Generic", "run volume": "w", "name": "a" }\n  ]\n}',
  );
  expect(source.locate(['jobs', 0])).toEqual({ line: 3, column: 5 });
  expect(source.locate(['jobs', 0, 'run_volume'])).toEqual({ line: 3, column: 40 });
  expect(source.locate(['jobs', 0, 'run_volume'], 'key')).toEqual({ line: 3, column: 26 });
  expect(source.locate(['jobs', 7, 'name'])).toEqual({ line: 2, column: 3 });
});
