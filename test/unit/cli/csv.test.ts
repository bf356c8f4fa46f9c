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
  ).toBe('A,"B,C"\r\n"x ""y""",1.5\r\n"a\nb",\r\n');
});

test.each(['=SUM(A1)', '+1', '-1', '@now', '\tx', '\rx', '\nx'])('%j is no formula', (text) => {
  expect(renderCsv(['A'], [[text]])).toContain(`'${text}`);
});

test('numbers, and texts that begin with anything else, stay what they are', () => {
  expect(renderCsv(['A', 'B', 'C'], [[-1.5, 'a=b', "'x"]])).toBe("A,B,C\r\n-1.5,a=b,'x\r\n");
});
