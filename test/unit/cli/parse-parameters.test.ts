import { expect, test } from 'vitest';
import { parseParameters } from '../../../src/cli/parse-parameters.ts';

test.each([
  [['--start_script', 'a.js', '--cpu', '0.5'], { start_script: 'a.js', cpu: '0.5' }],
  [['--start-script=a.js', 'nworkers=2'], { start_script: 'a.js', nworkers: '2' }],
  [['--external', '--cpu', '1'], { external: 'true', cpu: '1' }],
  [['--external'], { external: 'true' }],
  [['--envvars={"A":"b=c"}'], { envvars: '{"A":"b=c"}' }],
  [['--args', '-x', '--retries', '-1'], { args: '-x', retries: '-1' }],
  [['--metric', 'a == b'], { metric: 'a == b' }],
  [['--a', '1', '--a', '2'], { a: '2' }],
  [['--a='], { a: '' }],
  [[], {}],
])('%j', (words, parameters) => {
  expect(parseParameters(words)).toEqual(parameters);
});

test.each([[['word']], [['--a', '1', '2']], [['-x']], [['--']]])('%j is not understood', (words) => {
  expect(() => parseParameters(words)).toThrow('is not a parameter');
});
