import { expect, test } from 'vitest';
import { renderCsv } from '../../../src/cli/csv.ts';

test('cells with commas, quotes and line ends are quoted', () => {
  expect(
    renderCsv(
      ['A', 'B,C'],
      [
        ['x "y"', 1.5],
        ['a\nb', undefined],
      ],
    ),
  ).toBe('A,"B,C"\n"x ""y""",1.5\n"a\nb",');
});
