import { describe, expect, test } from 'vitest';
import { renderTable } from '../../../src/cli/table.ts';
import { capturedIo } from '../../support/captured-io.ts';

test('columns are as wide as their widest cell, numbers stand at the right', () => {
  const rows = [
    ['a', 5, 'x'],
    ['longer', 1_000, ''],
    ['b', undefined, 'y'],
  ];
  expect(renderTable(['NAME', 'N', 'NOTE'], rows)).toBe(
    ['NAME       N  NOTE', 'a          5  x', 'longer  1000', 'b             y'].join('\n'),
  );
});

test('figures that are texts stand at the right if the heading says so', () => {
  const rows = [
    ['a', '<0.001'],
    ['b', '5 %'],
  ];
  expect(renderTable(['NAME', { text: 'SHARE', align: 'right' }], rows)).toBe(
    ['NAME   SHARE', 'a     <0.001', 'b        5 %'].join('\n'),
  );
});

test('colour takes no room', () => {
  const rows = [
    ['\u001B[31mred\u001B[39m', 'x'],
    ['plain', 'y'],
  ];
  expect(renderTable(['C', 'D'], rows)).toBe(
    ['C      D', '\u001B[31mred\u001B[39m    x', 'plain  y'].join('\n'),
  );
});

describe('on a terminal', () => {
  const rows = [['name', 'a reason that is much too long for it', 'x'.repeat(30)]];

  test('the widest columns are cut until a row fits', () => {
    const { stdout } = capturedIo({ tty: true, columns: 50 });
    const lines = renderTable(['NAME', 'REASON', 'NOTE'], rows, stdout).split('\n');
    expect(lines[1]).toBe(`name  a reason that is muc…  ${'x'.repeat(20)}…`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  test('elsewhere nothing is', () => {
    expect(renderTable(['NAME', 'REASON', 'NOTE'], rows, capturedIo({ columns: 50 }).stdout)).toContain(
      rows[0]?.[1],
    );
  });

  test.each([100, 0])('what fits is left alone: %i columns, 0 is unknown', (columns) => {
    const { stdout } = capturedIo({ tty: true, columns });
    expect(renderTable(['NAME', 'REASON', 'NOTE'], rows, stdout)).not.toContain('…');
  });
});
