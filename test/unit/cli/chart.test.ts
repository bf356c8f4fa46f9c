import { describe, expect, test } from 'vitest';
import { bar } from '../../../src/cli/chart/bar.ts';
import { glyphsFor } from '../../../src/cli/chart/glyphs.ts';
import { sparkline } from '../../../src/cli/chart/sparkline.ts';
import { capturedIo } from '../../support/captured-io.ts';

const blocks = glyphsFor(capturedIo({ env: { LANG: 'de_DE.UTF-8' } }));
const ascii = glyphsFor(capturedIo());

test.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'en_US.utf8' }, true],
  [{ LC_CTYPE: 'C.UTF-8' }, true],
  [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
  [{ LC_ALL: '', LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{}, false],
])('blocks only where the locale is UTF-8: %j %s', (env, unicode) => {
  expect(glyphsFor(capturedIo({ env }))).toEqual(unicode ? blocks : ascii);
});

describe('bars', () => {
  test.each([
    [0, ''],
    [0.0001, '▏'],
    [1, '█'],
    [1.5, '█▌'],
    [2.25, '██▎'],
    [10, '██████████'],
    [11, '██████████'],
  ])('%f of 10', (value, drawn) => {
    expect(bar(blocks, value, 10, 10)).toBe(drawn);
  });

  test.each([
    [0, ''],
    [0.0001, '#'],
    [1.4, '#'],
    [1.6, '##'],
    [10, '##########'],
  ])('%f of 10 in ASCII', (value, drawn) => {
    expect(bar(ascii, value, 10, 10)).toBe(drawn);
  });

  test('nothing at all', () => {
    expect(bar(blocks, 0, 0, 10)).toBe('');
  });
});

describe('sparklines', () => {
  const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, undefined, 8];

  test('from zero to the top, with a gap where nothing is known', () => {
    expect(sparkline(blocks, values, 8)).toBe('▁▁▂▃▄▅▆▇█ █');
    expect(sparkline(ascii, values, 8)).toBe('__.:-=+*# #');
  });

  test('all zero', () => {
    expect(sparkline(blocks, [0, 0], 0)).toBe('▁▁');
  });

  test('below zero is at the bottom', () => {
    expect(sparkline(blocks, [-3, 3], 3)).toBe('▁█');
  });
});
