import { expect, test } from 'vitest';
import { Screen } from '../../../src/cli/screen.ts';
import { capturedIo } from '../../support/captured-io.ts';

test('each text takes the place of the last', () => {
  const io = capturedIo({ tty: true });
  const screen = new Screen(io.stdout);
  screen.draw('one\ntwo\nthree');
  screen.draw('four');
  screen.draw('five');
  expect(io.out()).toBe('one\ntwo\nthree\n\u001B[3A\r\u001B[Jfour\n\u001B[1A\r\u001B[Jfive\n');
});

test('what does not fit is cut, and going back does not overshoot', () => {
  const io = capturedIo({ tty: true, columns: 10, rows: 4 });
  const screen = new Screen(io.stdout);
  screen.draw(['a line that is long', '2', '3', '4', '5'].join('\n'));
  expect(io.out()).toBe('a line th…\n2\n… 3 more lines\n');
  screen.draw('short');
  expect(io.out()).toContain('\u001B[3A\r\u001B[Jshort\n');
});

test('what just fits is whole', () => {
  const io = capturedIo({ tty: true, columns: 10, rows: 4 });
  new Screen(io.stdout).draw('0123456789\n2\n3');
  expect(io.out()).toBe('0123456789\n2\n3\n');
});

test('a terminal that does not know its size has the usual one', () => {
  const io = capturedIo({ tty: true, columns: 0, rows: 0 });
  new Screen(io.stdout).draw(Array.from({ length: 30 }, () => 'x'.repeat(90)).join('\n'));
  const lines = io.out().split('\n');
  expect(lines).toHaveLength(24);
  expect(lines[0]).toBe(`${'x'.repeat(79)}…`);
});
