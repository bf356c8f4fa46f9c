import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'jsonc-parser';

export const repository = path.resolve(import.meta.dirname, '../../..');

export interface Finding {
  readonly file: string;
  readonly rule: string;
  readonly message: string;
}

/** Lints the folder's src/ with the configuration of that folder. */
export async function lint(folder: string): Promise<readonly Finding[]> {
  const oxlint = path.join(repository, 'node_modules/oxlint/bin/oxlint');
  const args = [oxlint, '--format', 'json', 'src'];
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  const output = await promisify(execFile)(process.execPath, args, options).catch(outputOfFailure);
  const { diagnostics } = JSON.parse(output.stdout) as {
    diagnostics: { code: string; message: string; filename: string }[];
  };
  return diagnostics.map(({ code, message, filename }) => ({ file: filename, rule: code, message }));
}

/** Lints files that stand nowhere else, with the repository's own rules (but those that need types). */
export async function lintPlanted(files: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'house-'));
  try {
    const config = parse(await readFile(path.join(repository, '.oxlintrc.json'), 'utf8'));
    config.options.typeAware = false;
    config.jsPlugins = config.jsPlugins.map((plugin: string) => path.join(repository, plugin));
    await writeFile(path.join(folder, '.oxlintrc.json'), JSON.stringify(config));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return await lint(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** oxlint exits with 1 when it has findings. */
function outputOfFailure(error: { stdout?: string; stderr?: string }): { stdout: string } {
  if (error.stdout?.startsWith('{')) return { stdout: error.stdout };
  throw new Error(`oxlint failed: ${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
}
