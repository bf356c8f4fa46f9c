import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { JobSpec, ProcessSpec } from '../../../src/jobs/job-spec.ts';
import type { JobType } from '../../../src/jobs/job-type.ts';
import { JobTypes } from '../../../src/jobs/job-types.ts';
import { specOf } from '../../../src/jobs/spec-of.ts';

const MI = 2 ** 20;
const types = new JobTypes();

function specFor(type: string, parameters: Record<string, unknown>): JobSpec {
  return specOf(types.get(type), { type, namespace: 'default', name: 'hello', owner: 'api', parameters });
}

const burst = {
  cpu: { request: 100, limit: 1_000 },
  memory: { request: 512 * MI, limit: 1_024 * MI },
  gpu: 0,
  env: {},
};
const big = { cpu: { request: 1_000, limit: 2_000 }, gpu: 0, env: {} };
const common = {
  namespace: 'default',
  name: 'hello',
  owner: 'api',
  image: 'julia',
  runVolume: 'work',
  additionalVolumes: [],
  ports: [],
  external: false,
  nworkers: 0,
  retries: 6,
  terminationGrace: 30_000,
};
const script = { kind: 'script', script: 'a.jl' } as const;

/** With what is required and nothing else. */
const defaults: Record<string, [given: Record<string, unknown>, spec: Partial<JobSpec>]> = {
  JuliaBatch: [
    { start_script: 'a.jl' },
    { master: { role: 'master', run: script, ...burst, restart: 'OnFailure' }, doneWhen: 'master-exits' },
  ],
  JuliaParBatch: [
    { start_script: 'a.jl', worker_start_script: 'w.jl' },
    {
      master: { role: 'master', run: script, ...burst, restart: 'OnFailure' },
      workers: { role: 'worker', run: { kind: 'script', script: 'w.jl' }, ...burst, restart: 'Always' },
      doneWhen: 'master-exits',
    },
  ],
  JuliaParBatchWorkers: [
    { start_script: 'a.jl' },
    { workers: { role: 'worker', run: script, ...burst, restart: 'Always' }, doneWhen: 'deleted' },
  ],
  PkgBuilder: [
    { builder_script: 'a.jl', pkg_bundle: 'bundle' },
    {
      packageBundle: 'bundle',
      master: {
        role: 'master',
        run: script,
        ...big,
        memory: { request: 4_096 * MI, limit: 8_192 * MI },
        restart: 'OnFailure',
      },
      doneWhen: 'master-exits',
    },
  ],
  Notebook: [
    {},
    {
      ports: [{ name: 'nb', container: 8888, service: 8888 }],
      master: { role: 'master', run: { kind: 'program', args: [] }, ...burst, restart: 'Always' },
      doneWhen: 'deleted',
    },
  ],
  Webserver: [
    { cfg_file: 'nginx.conf' },
    {
      image: 'nginx',
      ports: [
        { name: 'http', container: 80, service: 80 },
        { name: 'https', container: 443, service: 443 },
      ],
      workers: {
        role: 'worker',
        run: { kind: 'program', cfgFile: 'nginx.conf', args: [] },
        ...burst,
        restart: 'Always',
      },
      nworkers: 1,
      doneWhen: 'deleted',
    },
  ],
  MessageQ: [
    { cfg_file: 'rabbit.conf' },
    {
      image: 'rabbitmq',
      ports: [
        { name: 'amqptls', container: 5671, service: 5671 },
        { name: 'amqp', container: 5672, service: 5672 },
        { name: 'mgmttls', container: 15672, service: 15671 },
        { name: 'mgmt', container: 15672, service: 15672 },
      ],
      master: {
        role: 'master',
        run: { kind: 'program', cfgFile: 'rabbit.conf', args: [] },
        ...big,
        memory: { request: 4_096 * MI, limit: 4_096 * MI },
        restart: 'Always',
      },
      doneWhen: 'deleted',
    },
  ],
  Generic: [
    { image: 'node' },
    {
      image: 'node',
      workers: { role: 'worker', run: { kind: 'program', args: [] }, ...burst, restart: 'Always' },
      nworkers: 1,
      doneWhen: 'deleted',
    },
  ],
};

test('every built-in type is in the table', () => {
  expect(types.names.toSorted()).toEqual(Object.keys(defaults).toSorted());
});

describe.each(Object.entries(defaults))('%s', (type, [own, spec]) => {
  const required = { run_volume: 'work', ...own };

  test('has the defaults of the reference', () => {
    expect(specFor(type, required)).toEqual({ ...common, type, parameters: required, ...spec });
  });

  test.each(Object.keys(required).filter((name) => name !== 'worker_start_script'))('requires %s', (name) => {
    expect(() => specFor(type, { ...required, [name]: undefined })).toThrow(
      `${type} "hello": ${name} is missing`,
    );
  });

  test('takes every parameter of the reference, as text', () => {
    const { shape } = types.get(type).parameters;
    const values: Record<string, string> = {
      cpu: '2',
      memory: '2Gi',
      gpu: '1',
      envvars: 'Dict("A"=>"b")',
      ports: 'http:8080:80',
      external: 'true',
      nworkers: '3',
      retries: '2',
      timeout: '1h',
      ttl_after_finished: '5m',
      termination_grace: '3',
      additional_volumes: '["data"]',
      restart: 'RestartOnFailure',
      args: '["-v"]',
    };
    const all = Object.fromEntries(
      Object.keys(shape).map((name) => [name, values[name.replace(/^worker_/, '')] ?? 'given']),
    );
    const full = specFor(type, all);
    expect(Object.keys(full.parameters)).toEqual(Object.keys(shape));
    expect(full).toMatchObject({
      retries: 2,
      timeout: 3_600_000,
      ttlAfterFinished: 300_000,
      terminationGrace: 3_000,
      additionalVolumes: ['data'],
      runVolume: 'given',
      image: 'given',
      external: 'external' in shape,
    });
    for (const process of [full.master, full.workers].filter(
      (part): part is ProcessSpec => part !== undefined,
    )) {
      expect(process).toMatchObject({
        cpu: { request: 2_000, limit: 2_000 },
        memory: { request: 2_048 * MI, limit: 2_048 * MI },
        gpu: 'gpu' in shape ? 1 : 0,
        env: { A: 'b' },
      });
    }
  });

  test('reads its own stored parameters to the same spec', () => {
    const first = specFor(type, { ...required, cpu: '100m', memory: '2 Gi', envvars: 'A=b' });
    expect(specFor(type, first.parameters)).toEqual(first);
  });

  test('names an unknown parameter and the one meant', () => {
    const run = (): JobSpec => specFor(type, { ...required, run_volum: 'x' });
    expect(run).toThrow('there is no parameter "run_volum"; did you mean "run_volume"?');
    expect(run).toThrow(expect.objectContaining({ code: 'unknown-parameter', remedy: 'fix' }));
  });
});

describe('processes', () => {
  test.each([
    ['Always', 'deleted'],
    ['OnFailure', 'workers-exit'],
    ['Never', 'workers-exit'],
  ])('an array of workers under %s is done when: %s', (restart, doneWhen) => {
    const spec = specFor('JuliaParBatchWorkers', { start_script: 'a', run_volume: 'work', restart });
    expect(spec).toMatchObject({ doneWhen, workers: { restart } });
  });

  test('a master without a script for workers has none, and cannot ask for any', () => {
    const given = { start_script: 'a', run_volume: 'work' };
    expect(specFor('JuliaParBatch', given).workers).toBeUndefined();
    expect(() => specFor('JuliaParBatch', { ...given, nworkers: 2 })).toThrow(
      'JuliaParBatch "hello": worker_start_script is missing; nworkers is 2, and workers need a script',
    );
  });

  test('master and workers have what each was given', () => {
    const spec = specFor('JuliaParBatch', {
      start_script: 'm.jl',
      worker_start_script: 'w.jl',
      run_volume: 'work',
      shell: 'm.sh',
      worker_shell: 'w.sh',
      cpu: '1',
      worker_cpu: '2',
      gpu: 1,
      worker_memory: '4Gi',
      worker_envvars: { B: 'c' },
      nworkers: '2',
    });
    expect(spec.master).toMatchObject({
      run: { script: 'm.jl', shell: 'm.sh' },
      cpu: { limit: 1_000 },
      gpu: 1,
      env: {},
    });
    expect(spec.workers).toMatchObject({
      run: { script: 'w.jl', shell: 'w.sh' },
      cpu: { limit: 2_000 },
      gpu: 0,
      memory: { request: 4_096 * MI },
      env: { B: 'c' },
    });
    expect(spec.nworkers).toBe(2);
  });

  test('a notebook and a program run what they were given', () => {
    const notebook = specFor('Notebook', { run_volume: 'work', passwd: 'secret', shell: 'nb.sh' });
    expect(notebook.master?.run).toEqual({ kind: 'program', command: 'nb.sh', passwd: 'secret', args: [] });
    const program = specFor('Generic', {
      run_volume: 'work',
      image: 'node',
      command: 'node',
      args: '["-e", "1"]',
    });
    expect(program.workers?.run).toEqual({ kind: 'program', command: 'node', args: ['-e', '1'] });
  });

  test('`nothing` and null leave an optional parameter at its default', () => {
    const given = { start_script: 'a.jl', run_volume: 'work' };
    const spec = specFor('JuliaBatch', { ...given, pkg_bundle: 'nothing', ports: 'nothing', cpu: null });
    expect(spec).toEqual(specFor('JuliaBatch', given));
  });

  test('all that is wrong is told at once', () => {
    const parameters = { run_volume: 'work', cpu: 'lots', memory: '512m', ports: '99999' };
    for (const problem of [
      'start_script is missing; give the path of a script',
      'cpu is "lots"; allowed: cores from 0.001',
      'memory has the unit "m"; units are',
      'ports has the port "99999"; ports are 1 to 65535',
    ]) {
      expect(() => specFor('JuliaBatch', parameters)).toThrow(problem);
    }
  });
});

describe('registry', () => {
  test('an unknown type is answered with the one meant, or with all', () => {
    expect(() => types.get('JuliaBach')).toThrow(
      'there is no job type "JuliaBach"; did you mean "JuliaBatch"?',
    );
    expect(() => types.get('JobScalar', ['JobScaler'])).toThrow('did you mean "JobScaler"?');
    expect(() => types.get('x')).toThrow('types are JuliaBatch, JuliaParBatch');
    expect(() => types.get('constructor')).toThrow(expect.objectContaining({ code: 'unknown-type' }));
  });

  test('a type of a module joins once', () => {
    const own = new JobTypes();
    const echo: JobType = { ...own.get('Generic'), name: 'Echo', parameters: z.strictObject({}) };
    own.register(echo);
    expect(own.get('Echo')).toBe(echo);
    expect(() => own.register(echo)).toThrow('there is already a job type "Echo"');
  });
});
