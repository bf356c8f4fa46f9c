import path from 'node:path';
import { InvalidError } from '../../../lib/errors.ts';
import type { Command, JobSpec, ProcessSpec } from '../../../jobs/job-spec.ts';
import type { Images, Packages } from '../../schema.ts';
import { findFile, findProgram, type FileRoots } from './find-file.ts';
import { portsNamedIn } from './port-references.ts';
import { rewriteMounts, type Volumes } from './volumes.ts';

/** What processes of this machine are made from. */
export interface Site {
  readonly images: Images;
  readonly packages: Packages;
  readonly volumes: Volumes;
  readonly scriptRoots: readonly string[];
}

/** A process of a job as this machine would run it; `${port:NAME}` stands for ports still to be given. */
export interface ResolvedCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** To be copied with its ports filled in; the copy is the first argument. */
  readonly cfgFile?: string;
  readonly passwd?: string;
  readonly volumes: ReadonlyMap<string, string>;
  readonly workFolder: string;
  readonly packages?: string;
}

/** InvalidError if anything that the process needs is unknown or missing: it says what was looked for, and where. */
export async function resolveCommand(spec: JobSpec, own: ProcessSpec, site: Site): Promise<ResolvedCommand> {
  const volumes = await site.volumes.of(spec);
  const workFolder = volumes.get(spec.runVolume) ?? '';
  const packages = packagesOf(spec, volumes, site.packages);
  const roots: FileRoots = { volumes, runVolume: spec.runVolume, scriptRoots: site.scriptRoots };
  const common = { volumes, workFolder, ...(packages === undefined ? {} : { packages }) };
  const { run } = own;
  if (run.kind === 'script') {
    const script = await findFile('start_script', run.script, roots);
    return { ...common, program: await interpreterOf(spec, run, site, roots), args: [script] };
  }
  const args = run.args.map((arg) => rewriteMounts(arg, volumes));
  for (const arg of args) checkPorts(spec, arg, 'args');
  return {
    ...common,
    args,
    program:
      run.command === undefined ? await executableOf(spec.image, site) : await commandOf(run.command, roots),
    ...(run.cfgFile === undefined ? {} : { cfgFile: await findFile('cfg_file', run.cfgFile, roots) }),
    ...(run.passwd === undefined ? {} : { passwd: run.passwd }),
  };
}

/** InvalidError if the text refers to a port that the job does not have. */
export function checkPorts(spec: JobSpec, text: string, where: string): void {
  for (const name of portsNamedIn(text)) {
    if (spec.ports.some((port) => port.name === name)) continue;
    const names = spec.ports.map((port) => port.name).join(', ');
    throw new InvalidError(
      'unknown-port',
      `${where} refers to port "${name}"; the job's ports are: ${names === '' ? 'none' : names}`,
    );
  }
}

async function interpreterOf(
  spec: JobSpec,
  { shell }: Extract<Command, { kind: 'script' }>,
  site: Site,
  roots: FileRoots,
): Promise<string> {
  if (shell === undefined) return executableOf(spec.image, site);
  return shell.includes('/')
    ? findProgram('shell', await findFile('shell', shell, roots))
    : findProgram('shell', shell);
}

async function commandOf(command: string, roots: FileRoots): Promise<string> {
  return command.includes('/')
    ? findProgram('command', await findFile('command', command, roots))
    : findProgram('command', command);
}

async function executableOf(name: string, { images }: Site): Promise<string> {
  const image = Object.hasOwn(images, name) ? images[name] : undefined;
  if (image === undefined) {
    const names = Object.keys(images)
      .map((known) => `"${known}"`)
      .join(', ');
    throw new InvalidError(
      'unknown-image',
      `there is no image "${name}"; ${names === '' ? 'none are configured: add it under images' : `configured are ${names}`}`,
    );
  }
  if (image.executable === undefined) {
    throw new InvalidError(
      'no-executable',
      `image "${name}" has no "executable", which the local cluster runs; add it under images`,
    );
  }
  return findProgram(`executable of image "${name}"`, image.executable);
}

function packagesOf(
  { packageBundle }: JobSpec,
  volumes: ReadonlyMap<string, string>,
  packages: Packages,
): string | undefined {
  if (packageBundle === undefined) return undefined;
  // the volume to build a bundle in bears its name with `rw` behind it
  if (packages.includes(packageBundle) || packages.includes(packageBundle.replace(/rw$/, '')))
    return path.resolve(volumes.get(packageBundle) ?? '');
  throw new InvalidError(
    'unknown-packages',
    `there is no package bundle "${packageBundle}"; add its name to "packages"`,
  );
}
