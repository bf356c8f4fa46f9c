import { z } from 'zod';
import { textList, textMap } from './collections.ts';
import { ports } from './ports.ts';
import { bytes, cores } from './quantities.ts';
import { configuredName, duration, flag, integer, oneOf, text } from './values.ts';
import { MOST_WORKERS } from './parallelism.ts';

/** The parameters of the built-in job types, beside `name`. Their defaults stand here, but for cpu and memory. */

const MOST_GPUS = 1_000;
const MOST_RETRIES = 10_000;

const cpu = (what: string, standard: string) =>
  cores()
    .optional()
    .describe(`Cores of ${what}; a value is both promised and the most (default: ${standard})`);
const memory = (what: string, standard: string) =>
  bytes()
    .optional()
    .describe(`Memory of ${what}; a value is both promised and the most (default: ${standard})`);
const gpu = (what: string) => integer(0, MOST_GPUS).default(0).describe(`GPUs of ${what}`);
const envvars = (what: string) =>
  textMap().default({}).describe(`Additional environment variables of ${what}`);
const image = (standard: string) => configuredName('an image').default(standard).describe('Image to run');
const script = (what: string) => text('the path of a script').describe(what);
const shell = (what: string) =>
  text('the path of a script')
    .optional()
    .describe(`Program that runs the script of ${what} (default: the image's executable)`);
const burstCpu = '0.1 of a core, burstable to 1';
const burstMemory = '512Mi, burstable to 1Gi';

const common = {
  run_volume: configuredName('a volume').describe('Volume to work in'),
  additional_volumes: textList().default([]).describe('More volumes, at /mnt/<volume>'),
  retries: integer(0, MOST_RETRIES)
    .default(6)
    .describe(
      'Failures in a row of one process after which the job has failed; ten minutes of running reset it',
    ),
  timeout: duration({ zero: false })
    .optional()
    .describe('Running time after which the job has failed (default: none)'),
  ttl_after_finished: duration({ zero: true })
    .optional()
    .describe('Time after its end at which the job is removed (default: it is kept)'),
  termination_grace: duration({ zero: true }).default('30s').describe('Time between SIGTERM and SIGKILL'),
};
const packages = {
  pkg_bundle: configuredName('a package bundle')
    .optional()
    .describe('Package bundle to set at LOAD_PATH (default: none)'),
};
const network = {
  ports: ports().default({}).describe('Ports to expose, by name: [container port, service port]'),
  external: flag().default(false).describe('Whether the ports are exposed to the network outside'),
};
const oneProcess = {
  image: image('julia'),
  cpu: cpu('the process', burstCpu),
  gpu: gpu('the process'),
  memory: memory('the process', burstMemory),
  shell: shell('the process'),
  envvars: envvars('the process'),
};
const master = {
  image: image('julia'),
  cpu: cpu('the master', burstCpu),
  gpu: gpu('the master'),
  memory: memory('the master', burstMemory),
  shell: shell('the master'),
  envvars: envvars('the master'),
};
const workers = {
  worker_cpu: cpu('each worker', burstCpu),
  worker_gpu: gpu('each worker'),
  worker_memory: memory('each worker', burstMemory),
  worker_shell: shell('each worker'),
  worker_envvars: envvars('each worker'),
  worker_start_script: script('Script that each worker starts with; required to have workers').optional(),
};
const restart = {
  restart: oneOf(['Always', 'OnFailure', 'Never'], { RestartAlways: 'Always', RestartOnFailure: 'OnFailure' })
    .default('Always')
    .describe('Whether workers that have ended are started again'),
};
const nworkers = (standard: number, what: string) => ({
  nworkers: integer(0, MOST_WORKERS).default(standard).describe(`Number of ${what} at first; scaled later`),
});

export const JuliaBatch = z.strictObject({
  start_script: script('Script to run'),
  ...common,
  ...packages,
  ...network,
  ...oneProcess,
});

export const JuliaParBatch = z.strictObject({
  start_script: script('Script that the master starts with'),
  ...common,
  ...packages,
  ...network,
  ...master,
  ...nworkers(0, 'workers'),
  ...workers,
  ...restart,
});

export const JuliaParBatchWorkers = z.strictObject({
  start_script: script('Script that each worker starts with'),
  ...common,
  ...packages,
  ...network,
  ...oneProcess,
  ...nworkers(0, 'workers'),
  ...restart,
});

export const Notebook = z.strictObject({
  ...common,
  ...packages,
  ...network,
  ports: ports()
    .default({ nb: [8888, 8888] })
    .describe('Ports to expose, by name: [container port, service port]'),
  ...master,
  passwd: text('a password').optional().describe('Password that protects the notebook (default: none)'),
  ...workers,
  ...restart,
});

export const PkgBuilder = z.strictObject({
  builder_script: script('Script that builds the packages'),
  ...common,
  pkg_bundle: configuredName('a package bundle').describe('Package bundle to build'),
  ...oneProcess,
  cpu: cpu('the process', '1 core, burstable to 2'),
  memory: memory('the process', '4Gi, burstable to 8Gi'),
});

export const Webserver = z.strictObject({
  cfg_file: script('Configuration file of the web server'),
  ...common,
  ...network,
  ports: ports()
    .default({ http: [80, 80], https: [443, 443] })
    .describe('Ports to expose, by name: [container port, service port]'),
  image: image('nginx'),
  cpu: cpu('each server', burstCpu),
  memory: memory('each server', burstMemory),
  envvars: envvars('each server'),
  ...nworkers(1, 'servers'),
});

export const MessageQ = z.strictObject({
  cfg_file: script('Configuration file of the message queue'),
  ...common,
  ...network,
  ports: ports()
    .default({ amqptls: [5671, 5671], amqp: [5672, 5672], mgmttls: [15672, 15671], mgmt: [15672, 15672] })
    .describe('Ports to expose, by name: [container port, service port]'),
  image: image('rabbitmq'),
  cpu: cpu('the queue', '1 core, burstable to 2'),
  memory: memory('the queue', '4Gi'),
  envvars: envvars('the queue'),
});

export const Generic = z.strictObject({
  image: configuredName('an image').describe('Image to run'),
  ...common,
  ...network,
  command: text('a program').optional().describe("Program to run (default: the image's executable)"),
  args: textList().default([]).describe('Arguments of the program'),
  cpu: cpu('each process', burstCpu),
  memory: memory('each process', burstMemory),
  envvars: envvars('each process'),
  ...nworkers(1, 'processes'),
});

/** The built-in job types by name. */
export const jobParameters = {
  JuliaBatch,
  JuliaParBatch,
  JuliaParBatchWorkers,
  Notebook,
  PkgBuilder,
  Webserver,
  MessageQ,
  Generic,
} as const;
