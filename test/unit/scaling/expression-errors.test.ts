import { expect, test } from 'vitest';
import { ExpressionError } from '../../../src/scaling/expression/expression-error.ts';
import { parse } from '../../support/metric-values.ts';

function errorOf(expression: string): ExpressionError {
  try {
    parse(expression);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${expression} was accepted`);
}

const cpu = 'JobMetric("cpu")';

test.each([
  ['', 1, 'the expression is empty; write a metric such as JobMetric("cpu")'],
  ['Bounded(JobMetrik("cpu"), 1:5)', 9, 'there is no metric "JobMetrik", did you mean JobMetric?'],
  [`Bounded(${cpu}, 1:5`, 30, 'found the end where "," or ")" should be'],
  [`Bounded(${cpu} 1:5)`, 26, 'found the number 1 where "," or ")" should be'],
  [`${cpu} ${cpu}`, 18, 'found "JobMetric" where an operator or the end should be'],
  [`${cpu} +`, 19, 'found the end where a metric, a number or a text should be'],
  [`Average(${cpu}, 5m)`, 28, 'found "m" right after a number; write a product as 5 * m, a duration as "5m"'],
  ["JobMetric('cpu')", 11, 'found "\'", which has no meaning here; texts stand in double quotes'],
  ['JobMetric("cpu)', 11, 'the text that begins here is never closed; put a " at its end'],
  [
    'JobMetric("c\\qu")',
    13,
    'found an escape that does not exist; allowed: \\" \\\\ \\$ \\n \\t \\r \\xHH \\uHHHH',
  ],
  [`JobMetric("cpu"; acros=sum)`, 18, 'JobMetric has no keyword "acros", did you mean across?'],
  [`JobMetric("cpu", of="limit", of="limit")`, 30, 'of of JobMetric is given twice'],
  [`JobMetric("cpu"; of=5)`, 21, 'of of JobMetric must be one of request, limit, found the number 5'],
  [
    `JobMetric("cpu"; across=maxx)`,
    25,
    'across of JobMetric must be one of sum, mean, max, min, found "maxx", did you mean max?',
  ],
  ['JobMetric(cpu)', 11, 'name of JobMetric must be a text in double quotes, found "cpu"'],
  ['JobMetric()', 1, 'JobMetric needs name'],
  ['JobMetric("a", "b")', 16, 'JobMetric takes at most 1 values (name) before its keywords'],
  [`Bounded(${cpu}, 5:1)`, 1, 'the bounds 5:1 are none; write the lower one first, as in 1:5'],
  [`Bounded(${cpu}, 1:2:9)`, 30, 'found a range with a step; write the lower and the upper bound, as in 1:5'],
  [
    `Bounded(${cpu}, 5)`,
    27,
    'bounds of Bounded must be two numbers such as 1:5 or (60, 80), found the number 5',
  ],
  [`Bounded(${cpu}, 1:${cpu})`, 29, 'a range goes from number to number, found a metric'],
  [
    `Combine([${cpu}], maximun)`,
    29,
    'f of Combine must be a function (maximum, minimum, sum, mean, median, product, or one such as (a, b) -> max(a, b / 2)), found "maximun", did you mean maximum?',
  ],
  [`Combine([${cpu}, "x"], sum)`, 28, 'metrics of Combine must be a metric, found a text'],
  [
    `Combine(${cpu}, sum)`,
    9,
    'metrics of Combine must be a list of metrics such as [JobMetric("cpu"), JobMetric("memory")], found a metric',
  ],
  [`Combine([${cpu}], (a, b) -> a + b)`, 1, 'the function takes 2 values, but there are 1 metrics'],
  [`Combine([${cpu}], (a, a) -> a)`, 29, 'the function has two parameters called "a"'],
  [`Combine([${cpu}], (a) -> a + bb)`, 40, 'the function has no parameter "bb"; there is a'],
  [`Combine([${cpu}], (load) -> laod)`, 39, 'the function has no parameter "laod", did you mean load?'],
  [
    `Combine([${cpu}], a -> ${cpu})`,
    34,
    'a function cannot call "JobMetric"; there is min, max, abs, ceil, floor, round, sqrt',
  ],
  [`Combine([${cpu}], 3 -> 4)`, 29, 'what stands before -> must be names, as in (a, b) -> max(a, b)'],
  ['1 < 2 < 3', 7, 'found a second comparison; write (a < b) * (b < c) for both'],
  [`${cpu} ? 1`, 21, 'found the end where ":" and the other value should be'],
  ['abs(1, 2)', 1, 'abs takes 1 values, but was given 2'],
  ['max()', 1, 'max takes one or more values, but was given 0'],
  ['"text"', 1, 'an expression must be a metric, found a text'],
  ['JobMetric', 1, 'an expression must be a metric, found "JobMetric", did you mean JobMetric?'],
  [`${cpu} + "5"`, 20, '+ works on metrics and numbers, found a text'],
  [
    `Average(${cpu}; window="5x")`,
    1,
    '"5x" is not a duration; write it as 10s, 5m, 480h, or a number of seconds',
  ],
  [
    `Average(${cpu}, 20; window="5m")`,
    1,
    'n and window are both given; an average looks back on readings or on a time',
  ],
  [`Average(${cpu})`, 1, 'Average needs n'],
  [`Average(${cpu}; 20)`, 27, 'found the number 20 where a keyword such as window="5m" should be'],
  [`Average(n=20, ${cpu})`, 15, 'found "JobMetric" after a keyword; what has no keyword stands first'],
  [`${cpu} && ${cpu}`, 18, 'found "&&" where an operator or the end should be'],
  [`${cpu} + 1e999`, 20, 'the number 1e999 is too large'],
  ['HttpMetric("ftp://x")', 1, 'the URL must be a whole one that begins with http:// or https://'],
])('%s: column %d, %s', (expression, column, problem) => {
  const error = errorOf(expression);
  expect(error.problem).toBe(problem);
  expect(error.column).toBe(column);
  expect(error.remedy).toBe('fix');
});

test('a caret stands below the column', () => {
  expect(errorOf('Bounded(JobMetrik("cpu"), 1:5)').message).toBe(
    [
      'there is no metric "JobMetrik", did you mean JobMetric?, at column 9',
      '  Bounded(JobMetrik("cpu"), 1:5)',
      '          ^',
    ].join('\n'),
  );
});

test('on several lines the line is told too', () => {
  const error = errorOf('Bounded(\n  JobMetric("cpu"),\n  1:)');
  expect([error.line, error.column]).toEqual([3, 5]);
  expect(error.message).toMatch(/at line 3, column 5\n {4}1:\)\n {6}\^$/);
});

test('of a long line the part around the column is shown', () => {
  const { message } = errorOf(`${'1 + '.repeat(60)}oops + ${'1 + '.repeat(20)}1`);
  const [, shown = '', caret = ''] = message.split('\n');
  expect(shown.length).toBeLessThan(120);
  expect(shown.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('oops');
});

test.each([
  ['parentheses', `${'('.repeat(1_000)}1${')'.repeat(1_000)}`],
  ['calls', `${'abs('.repeat(1_000)}1${')'.repeat(1_000)}`],
  ['metrics', `${'Bounded('.repeat(1_000)}${cpu}${', 1:5)'.repeat(1_000)}`],
  ['lists', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ['minus signs', `${'-'.repeat(1_000)}1`],
  ['conditionals', `${'1 ? 2 : '.repeat(1_000)}3`],
  ['functions', `Combine([1], a -> ${'abs('.repeat(1_000)}a${')'.repeat(1_000)})`],
  ['terms of a sum', `${'1 + '.repeat(1_000)}1`],
])('1,000 %s deep is a clear error', (_what, expression) => {
  expect(errorOf(expression).problem).toBe('the expression is nested more than 100 deep');
});

test('90 deep is not too deep', () => {
  expect(parse(`${'('.repeat(90)}${cpu}${')'.repeat(90)}`).expression).toBe(cpu);
});

test('megabytes are refused before they are read', () => {
  expect(errorOf('('.repeat(10_000_000)).problem).toBe(
    'the expression has 10000000 characters; at most 20000 are allowed',
  );
});

test('an error repeats no password', () => {
  const error = errorOf('WorkQueueMetric("q"; host="h", username="guest1", password="s3cr\\"et" oops)');
  expect(error.message).not.toMatch(/guest1|s3cr|et"/);
  expect(error.message.split('\n')[1]?.indexOf('oops')).toBe(error.message.split('\n')[2]?.indexOf('^'));
  expect(errorOf('HttpMetric("http://me:pw@host/", 5, oops').message).not.toMatch(/me:pw/);
});
