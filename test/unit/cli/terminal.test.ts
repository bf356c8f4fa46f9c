import { afterEach, describe, expect, test, vi } from 'vitest';
import { Progress } from '../../../src/cli/progress.ts';
import { StatusLine } from '../../../src/cli/status-line.ts';
import { style } from '../../../src/cli/style.ts';
import { capturedIo } from '../../support/captured-io.ts';

afterEach(() => vi.unstubAllEnvs());

describe('colour', () => {
  test('only on a terminal', () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', undefined);
    vi.stubEnv('NODE_DISABLE_COLORS', undefined);
    vi.stubEnv('TERM', 'xterm-256color');
    vi.stubEnv('CI', undefined); // Node gives colour to those CI systems only that it knows
    expect(style(capturedIo({ tty: true }).stdout, 'red', 'x')).toBe('\u001B[31mx\u001B[39m');
    expect(style(capturedIo().stdout, 'red', 'x')).toBe('x');
  });

  test('NO_COLOR is respected', () => {
    vi.stubEnv('NO_COLOR', '1');
    vi.stubEnv('FORCE_COLOR', undefined);
    expect(style(capturedIo({ tty: true }).stdout, 'red', 'x')).toBe('x');
  });
});

describe('the status line', () => {
  test('elsewhere than on a terminal: a line for each change', async () => {
    const io = capturedIo();
    {
      await using line = new StatusLine(io);
      for (const text of ['one', 'one', 'two']) line.show(text);
    }
    expect([io.out(), io.err()]).toEqual(['', 'one\ntwo\n']);
  });

  test('on a terminal: one line, drawn again, cut to fit, and gone at the end', async () => {
    const io = capturedIo({ tty: true, columns: 20 });
    {
      await using line = new StatusLine(io);
      line.show('a text that is longer than the terminal');
      await expect.poll(() => io.err()).toMatch(/⠙/);
    }
    const drawn = io.err().split('\r\u001B[K');
    expect(drawn.at(-1)).toBe('');
    expect(io.err()).not.toContain('\n');
    expect(io.err()).toContain('a text that is lo');
    expect(io.err()).not.toContain('a text that is lon');
  });
});

describe('progress', () => {
  test('is told on a terminal once it takes long, and is gone at the end', async () => {
    const io = capturedIo({ tty: true });
    {
      await using progress = new Progress(io);
      progress.show('one');
      expect(io.err()).toBe('');
      await expect.poll(() => io.err()).toContain('one');
      progress.show('two');
      await expect.poll(() => io.err()).toContain('two');
    }
    expect(io.err().endsWith('\r\u001B[K')).toBe(true);
    expect(io.out()).toBe('');
  });

  test('is not told of what is done at once', async () => {
    const io = { ...capturedIo({ tty: true }), sleep: never };
    {
      await using progress = new Progress(io);
      progress.show('one');
    }
    expect(io.err()).toBe('');
  });

  test('is not told elsewhere', async () => {
    const io = { ...capturedIo(), sleep: async () => undefined };
    {
      await using progress = new Progress(io);
      progress.show('one');
      await Promise.resolve();
      progress.show('two');
    }
    expect(io.err()).toBe('');
  });
});

function never(_duration: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });
}
