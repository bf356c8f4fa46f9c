import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MemoryGroups, ownGroup } from '../../../src/clusters/local/usage/memory-groups.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('finds its own group, also where only a part of the tree is mounted', () => {
  const mount = (root: string): string =>
    `29 1 0:26 / / rw - ext4 a rw\n30 29 0:27 ${root} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n`;
  expect(ownGroup(mount('/'), '0::/user.slice/a\n')).toBe('/sys/fs/cgroup/user.slice/a');
  expect(ownGroup(mount('/docker/x'), '0::/docker/x/y\n')).toBe('/sys/fs/cgroup/y');
  expect(ownGroup(mount('/'), '4:memory:/a\n')).toBeUndefined();
  expect(ownGroup('29 1 0:26 / / rw - ext4 a rw\n', '0::/\n')).toBeUndefined();
});

test('divides a group, limits a run, and sees that the kernel has killed it', async () => {
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'cgroup.subtree_control'), 'cpu memory');
  await mkdir(path.join(folder.path, 'service'));
  await writeFile(path.join(folder.path, 'service/cgroup.subtree_control'), 'cpu');
  const groups = await MemoryGroups.below(folder.path, 'service');
  expect(await readFile(path.join(folder.path, 'service/cgroup.subtree_control'), 'utf8')).toBe('+memory');
  const run = await groups.create('run', 1_000);
  expect(run).toBe(path.join(folder.path, 'service/run'));
  expect(await readFile(path.join(String(run), 'memory.max'), 'utf8')).toBe('1000');
  expect(await readFile(path.join(String(run), 'memory.oom.group'), 'utf8')).toBe('1');
  expect(await groups.find('run')).toBe(run);
  expect(await groups.find('other')).toBeUndefined();
  expect(await groups.wasOverLimit('run')).toBe(false);
  await writeFile(path.join(String(run), 'memory.events'), 'oom 1\noom_kill 3\noom_group_kill 1\n');
  expect(await groups.wasOverLimit('run')).toBe(true);
});

test('a group that may not be divided is refused', async () => {
  await using folder = await temporaryFolder();
  await expect(MemoryGroups.below(folder.path, 'service')).rejects.toThrow(/ENOENT/);
});
