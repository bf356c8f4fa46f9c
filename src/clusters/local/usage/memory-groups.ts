import { access, constants, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';

/**
 * Lets the kernel enforce memory limits: each run gets a control group (cgroup v2) of its own below one
 * of the service's. When its processes together go over the limit, the kernel kills all of them at once.
 */
export class MemoryGroups {
  readonly #folder: string;

  /** `folder`: a control group whose children have the memory controller. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where there is no cgroup v2 with a memory controller that this process may use. */
  static async open(name: string, log: Log): Promise<MemoryGroups | undefined> {
    try {
      const own = ownGroup(
        await readFile('/proc/self/mountinfo', 'utf8'),
        await readFile('/proc/self/cgroup', 'utf8'),
      );
      if (own === undefined) return undefined;
      return await MemoryGroups.below(own, name);
    } catch (error) {
      log.debug('the kernel cannot enforce memory limits here; they are looked after every second', {
        reason: messageOf(error),
      });
      return undefined;
    }
  }

  /** Rejects if the group may not be divided. */
  static async below(own: string, name: string): Promise<MemoryGroups> {
    await access(own, constants.W_OK);
    // refused while the group itself holds processes, unless it is the root or was delegated for this
    await allowMemory(own);
    const folder = path.join(own, name);
    await mkdir(folder, { recursive: true });
    await allowMemory(folder);
    return new MemoryGroups(folder);
  }

  folderOf(run: string): string {
    return path.join(this.#folder, run);
  }

  /** A group for a run; undefined if it could not be made, so that its memory must be looked after. */
  async create(run: string, limit: number): Promise<string | undefined> {
    const folder = this.folderOf(run);
    try {
      await mkdir(folder);
      await writeFile(path.join(folder, 'memory.max'), String(limit));
      await writeFile(path.join(folder, 'memory.oom.group'), '1');
      await writeFile(path.join(folder, 'memory.swap.max'), '0').catch(() => {});
      return folder;
    } catch {
      await this.remove(run);
      return undefined;
    }
  }

  /** The group of a run that an earlier service has started, if it has one. */
  async find(run: string): Promise<string | undefined> {
    const folder = this.folderOf(run);
    return (await canRead(path.join(folder, 'memory.max'))) ? folder : undefined;
  }

  /** The kernel has killed the run for its use of memory. */
  async wasOverLimit(run: string): Promise<boolean> {
    const events = await readFile(path.join(this.folderOf(run), 'memory.events'), 'utf8').catch(() => '');
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0) > 0;
  }

  async remove(run: string): Promise<void> {
    await rmdir(this.folderOf(run)).catch(() => {});
  }
}

/** The folder of this process's own group, from what the kernel says of mounts and groups. */
export function ownGroup(mounts: string, groups: string): string | undefined {
  const mount = mounts.split('\n').find((line) => / - cgroup2 /.test(line));
  const [, , , root, point] = mount?.split(' ') ?? [];
  const own = /^0::(.*)$/m.exec(groups)?.[1];
  if (root === undefined || point === undefined || own === undefined) return undefined;
  return path.join(point, path.relative(root, own));
}

async function allowMemory(folder: string): Promise<void> {
  const control = path.join(folder, 'cgroup.subtree_control');
  if (/\bmemory\b/.test(await readFile(control, 'utf8'))) return;
  await writeFile(control, '+memory');
}

async function canRead(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
