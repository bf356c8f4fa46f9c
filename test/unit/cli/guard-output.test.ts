import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { guardOutput } from '../../../src/cli/local/guard-output.ts';

function world() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const seen = { interrupts: 0, codes: [] as number[], told: () => String(stderr.read() ?? '') };
  guardOutput(
    { stdout, stderr } as unknown as Parameters<typeof guardOutput>[0],
    () => void seen.interrupts++,
    (code) => void seen.codes.push(code),
  );
  return { stdout, stderr, seen };
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: it does not work`), { code });
}

test.each(['EPIPE', 'EIO'])('%s: nobody reads any more, the command ends without a word', (code) => {
  const { stdout, seen } = world();
  stdout.emit('error', failure(code));
  expect(seen).toMatchObject({ interrupts: 1, codes: [] });
  expect(seen.told()).toBe('');
});

test('a full disk is told once, in one line, and is a failure', () => {
  const { stdout, seen } = world();
  stdout.emit('error', failure('ENOSPC'));
  stdout.emit('error', failure('ENOSPC'));
  expect(seen.codes).toEqual([1]);
  expect(seen.told()).toBe('juliarun: cannot write to standard output: ENOSPC: it does not work\n');
});

test('standard error that cannot be written ends the command, too', () => {
  const { stderr, seen } = world();
  stderr.emit('error', failure('ENOSPC'));
  expect(seen).toMatchObject({ interrupts: 1, codes: [] });
});
