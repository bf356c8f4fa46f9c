import { expect, test } from 'vitest';
import { jobName, namespaceName } from '../../../src/api/names.ts';
import { bytes, cores } from '../../../src/api/quantities.ts';
import { configuredName, decimal, duration, flag, integer, oneOf, text } from '../../../src/api/values.ts';
import { testForms, testStored, type Form } from '../../support/value-forms.ts';

const forms: Record<string, Form> = {
  integer: [
    integer(0, 10),
    [
      [3, 3],
      ['3', 3],
      [' 3 ', 3],
      ['3.0', 3],
      ['+3', 3],
      ['1e1', 10],
    ],
    [
      ['', 'is ""; allowed: a whole number from 0 to 10'],
      ['3.5', 'is "3.5"'],
      [-1, 'is -1'],
      ['11', 'is "11"'],
      ['0x3', 'is "0x3"'],
      ['NaN', 'is "NaN"'],
      [Number.NaN, 'allowed: a whole number'],
      [[3], 'is [3]'],
      [undefined, 'is missing; give a whole number'],
    ],
  ],
  decimal: [
    decimal(),
    [
      ['0.5', 0.5],
      ['-2.5e3', -2_500],
      ['1.0f0', 1],
      [0, 0],
    ],
    [
      ['Inf', 'a finite number'],
      ['NaN', 'a finite number'],
      ['1e999', 'a finite number'],
      [Number.POSITIVE_INFINITY, 'a finite number'],
    ],
  ],
  flag: [
    flag(),
    [
      [true, true],
      ['true', true],
      ['True', true],
      ['1', true],
      [0, false],
      ['false', false],
    ],
    [
      ['yes', 'is "yes"; allowed: true or false'],
      [2, 'is 2'],
      ['', 'is ""'],
    ],
  ],
  text: [
    text(),
    [['a b', 'a b']],
    [
      ['', 'is ""; allowed: text, at most 4096 characters'],
      ['a\0b', 'allowed'],
      ['x'.repeat(5_000), 'is "xxx'],
      [5, 'is 5'],
    ],
  ],
  oneOf: [
    oneOf(['Always', 'Never'], { RestartAlways: 'Always' }),
    [
      ['Never', 'Never'],
      ['RestartAlways', 'Always'],
    ],
    [
      ['always', 'is "always"; allowed: Always, Never, RestartAlways'],
      ['toString', 'is "toString"'],
    ],
  ],
  duration: [
    duration({ zero: false }),
    [
      ['10s', '10s'],
      ['1h30m', '1h30m'],
      [90, 90],
      ['0.5', '0.5'],
    ],
    [
      ['ten', 'is "ten"; allowed: a duration above 0 such as 10s'],
      ['0s', 'is "0s"'],
      [0, 'is 0'],
      [-1, 'is -1'],
      ['5 m', 'is "5 m"'],
      [1e300, 'is 1e+300'],
    ],
  ],
  cores: [
    cores(),
    [
      [0.5, 0.5],
      ['0.5', 0.5],
      ['1', 1],
      ['100m', 0.1],
      ['0.25', 0.25],
    ],
    [
      ['0', 'is "0"; allowed: cores from 0.001'],
      ['0.1:1', 'is "0.1:1"'],
      ['-1', 'is "-1"'],
      ['1 core', 'is "1 core"'],
      ['0.5m', 'is "0.5m"'],
    ],
  ],
  bytes: [
    bytes(),
    [
      [536_870_912, 536_870_912],
      ['512Mi', 536_870_912],
      ['512 Mi', 536_870_912],
      ['512 MiB', 536_870_912],
      ['2Gi', 2_147_483_648],
      ['1.5G', 1_500_000_000],
      ['2000k', 2_000_000],
      ['3M', 3_000_000],
      ['1Ti', 2 ** 40],
      ['129e6', 129_000_000],
    ],
    [
      ['512', 'is "512", 512 bytes; allowed: an amount of memory of at least 1Mi'],
      ['512m', 'has the unit "m"; units are k K M G T P Ki'],
      ['512mi', 'has the unit "mi"'],
      ['constructor', 'is "constructor"'],
      ['5 constructor', 'has the unit "constructor"'],
      ['-1Gi', 'is "-1Gi"'],
      ['1.2.3Gi', 'is "1.2.3Gi"'],
      ['99999999Pi', 'is "99999999Pi"'],
    ],
  ],
  jobName: [
    jobName(),
    [
      ['darts', 'darts'],
      ['a-1', 'a-1'],
      ['x'.repeat(57), 'x'.repeat(57)],
    ],
    [
      ['Darts', 'is "Darts"; allowed: lower-case letters'],
      ['-a', 'is "-a"'],
      ['a_b', 'is "a_b"'],
      ['x'.repeat(58), 'at most 57'],
      ['a/b', 'is "a/b"'],
    ],
  ],
  namespaceName: [
    namespaceName(),
    [['17523648210908459309', '17523648210908459309']],
    [['/var/run', 'is "/var/run"']],
  ],
  configuredName: [
    configuredName('a volume'),
    [['julia-0.5', 'julia-0.5']],
    [['../etc', 'is "../etc"; allowed: the name of a volume in the configuration']],
  ],
};

testForms(forms);
testStored(forms);

test('megabytes that are no value are refused without trying every way to read them', () => {
  const megabyte = 2 ** 20;
  for (const said of [`-${'1'.repeat(megabyte)}x`, `1${' '.repeat(megabyte)}!`, '1s'.repeat(megabyte)]) {
    for (const schema of [integer(0, 10), decimal(), flag(), duration({ zero: true }), bytes(), cores()]) {
      expect(schema.safeParse(said).error?.message).toContain('allowed: ');
    }
  }
});
