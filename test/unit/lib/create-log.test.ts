import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../../src/lib/create-log.ts';
import { eventually } from '../../support/eventually.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'juliarun-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lines = async (file: string): Promise<readonly Record<string, unknown>[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('the log', () => {
  it('writes messages at or above its level, with fields that JSON has no word for', async () => {
    const filename = path.join(folder, 'juliarun.log');
    using log = createLog({ level: 'info', filename });
    log.debug('unsaid');
    log.info('said', { at: 12n, error: new TypeError('odd') });
    const [line, ...more] = await eventually(
      () => lines(filename),
      (found) => found.length > 0,
    );
    expect(more).toEqual([]);
    expect(line).toMatchObject({ msg: 'said', at: '12', error: { type: 'TypeError', message: 'odd' } });
  });

  it('goes on in a new file when it is configured again after a rotation, at the new level', async () => {
    const filename = path.join(folder, 'juliarun.log');
    using log = createLog({ level: 'info', filename });
    log.info('before');
    await eventually(
      () => lines(filename),
      (found) => found.length === 1,
    );
    await rename(filename, `${filename}.1`);
    log.configure({ level: 'debug', filename });
    log.debug('after');
    const found = await eventually(
      () => lines(filename),
      (said) => said.length > 0,
    );
    expect(found.map(({ msg }) => msg)).toEqual(['after']);
    expect((await lines(`${filename}.1`)).map(({ msg }) => msg)).toEqual(['before']);
  });
});
