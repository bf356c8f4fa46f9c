import { expect, test } from 'vitest';
import { renderTable } from '../../../src/cli/table.ts';

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

test('colour takes no room', () => {
  const rows = [
    ['\u001B[31mred\u001B[39m', 'x'],
    ['plain', 'y'],
  ];
  expect(renderTable(['C', 'D'], rows)).toBe(
    ['C      D', '\u001B[31mred\u001B[39m    x', 'plain  y'].join('\n'),
  );
});
