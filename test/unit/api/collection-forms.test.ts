import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { measurementMap, tagMap, textList, textMap } from '../../../src/api/collections.ts';
import { metricQueries } from '../../../src/api/metric-query.ts';
import { parallelism } from '../../../src/api/parallelism.ts';
import { ports } from '../../../src/api/ports.ts';
import { juliaText } from '../../support/julia-text.ts';
import { testForms, testStored, type Form } from '../../support/value-forms.ts';

/** What jobs are stored with. */
const stored: Record<string, Form> = {
  textList: [
    textList(),
    [
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      ['["a", "b"]', ['a', 'b']],
      ['String["a","b"]', ['a', 'b']],
      ['a, b', ['a', 'b']],
      ['--port=80', ['--port=80']],
      ['println(1)', ['println(1)']],
      ['', []],
      [80, ['80']],
      ['["a,b", 1, true]', ['a,b', '1', 'true']],
      ['("a", "b")', ['a', 'b']],
      ['Any[]', []],
      [String.raw`["\$HOME"]`, ['$HOME']],
    ],
    [
      ['["a"', 'at column 5'],
      ['{"a": 1}', 'is {"a":1}, not a list'],
      ['[["a"]]', 'has ["a"] where a text should be'],
      [['a\0'], 'where a text should be'],
      [Array.from({ length: 1_001 }, () => 'a'), 'has 1001 items, more than 1000'],
    ],
  ],
  textMap: [
    textMap(),
    [
      [{ A: 'b' }, { A: 'b' }],
      ['{"A": "b"}', { A: 'b' }],
      ['Dict("A"=>"b")', { A: 'b' }],
      ['Dict{String,String}()', {}],
      ['Dict("A"=>1, "B"=>true)', { A: '1', B: 'true' }],
      ['A=b,C=d=e', { A: 'b', C: 'd=e' }],
      ['', {}],
    ],
    [
      ['["a"]', 'is ["a"], not names with values'],
      ['A', 'has "A", which is not NAME=value'],
      [{ 'A B': 'c' }, 'has the name "A B"'],
      ['{"A": ', 'is not JSON'],
      [{ A: null }, 'has null where a text should be'],
      [5, 'is 5'],
    ],
  ],
  tagMap: [tagMap(), [['Dict("a b"=>"c")', { 'a b': 'c' }]], [[{ 'a\n': 'b' }, 'no control characters']]],
  measurementMap: [
    measurementMap(),
    [
      ['Dict("backlog"=>4.0)', { backlog: 4 }],
      [
        { a: 1, b: '2.5' },
        { a: 1, b: 2.5 },
      ],
    ],
    [
      [{}, 'is {}; allowed: metrics with finite values'],
      ['Dict("a"=>NaN)', 'at column'],
      [{ a: 'x' }, 'has "x" for "a"'],
    ],
  ],
  ports: [
    ports(),
    [
      ['8000:8000', { port8000: [8000, 8000] }],
      ['80', { port80: [80, 80] }],
      [80, { port80: [80, 80] }],
      ['http:8080:80,https:443', { http: [8080, 80], https: [443, 443] }],
      ['80:8080, 443', { port80: [80, 8080], port443: [443, 443] }],
      ['Dict("http"=>(8888,80))', { http: [8888, 80] }],
      ['Dict("http"=>80)', { http: [80, 80] }],
      ['{"http": [8888, 80]}', { http: [8888, 80] }],
      [{ http: '8888:80' }, { http: [8888, 80] }],
      [{ http: ['8888', 80] }, { http: [8888, 80] }],
      [['http:80', 443], { http: [80, 80], port443: [443, 443] }],
      ['', {}],
      ['mgmttls:15672:15671,mgmt:15672', { mgmttls: [15672, 15671], mgmt: [15672, 15672] }],
    ],
    [
      ['99999', 'has the port "99999"; ports are 1 to 65535'],
      ['0', 'has the port "0"'],
      ['http', 'has "http"'],
      ['http:1:2:3', 'has "http:1:2:3"'],
      ['1:2:3', 'has "1:2:3"'],
      ['80,,443', 'has ""'],
      ['a b:80', 'has the port name "a b"'],
      ['http:80,http:81', 'has the name http twice'],
      ['a:1:80,b:2:80', 'has the service port 80 twice'],
      [{ http: [1, 2, 3] }, 'has [1,2,3]'],
      [{ http: null }, 'has the port null'],
      [true, 'is true; allowed: name:container:service'],
    ],
  ],
};

/** What is only asked for. */
const asked: Record<string, Form> = {
  parallelism: [
    parallelism(),
    [
      ['4', 4],
      [0, 0],
      ['1:10', { from: 1, step: 1, to: 10 }],
      ['1:3:10', { from: 1, step: 3, to: 10 }],
      ['10:-3:1', { from: 10, step: -3, to: 1 }],
      ['5:5', { from: 5, step: 1, to: 5 }],
    ],
    [
      ['-1', 'is "-1"; allowed: a whole number from 0 to 100000, or a range'],
      ['100001', 'is "100001"'],
      ['10:1', 'is "10:1"'],
      ['1:0:10', 'is "1:0:10"'],
      ['1:2:3:4', 'is "1:2:3:4"'],
      ['1.5', 'is "1.5"'],
      ['', 'is ""'],
      ['1:', 'is "1:"'],
    ],
  ],
  metricQueries: [
    metricQueries(),
    [
      [
        'cpu:mean,mem:max',
        [
          { name: 'cpu', aggregate: 'mean' },
          { name: 'mem', aggregate: 'max' },
        ],
      ],
      ['cpu', [{ name: 'cpu', aggregate: 'mean' }]],
      ['["queue depth:p95"]', [{ name: 'queue depth', aggregate: 'p95' }]],
    ],
    [
      ['cpu:avg', 'has "cpu:avg"; allowed: metric:aggregate'],
      ['', 'allowed'],
      [':mean', 'has ":mean"'],
      [[5], 'has 5'],
    ],
  ],
};

testForms(stored);
testForms(asked);
testStored(stored);

test('environment variables and arguments mean the same in JSON and as Julia prints them', () => {
  const name = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/);
  const value = fc.string().filter((said) => !said.includes('\0'));
  fc.assert(
    fc.property(
      fc.dictionary(name, value, { noNullPrototype: true }),
      fc.array(value, { minLength: 1 }),
      (map, list) => {
        expect(textMap().parse(JSON.stringify(map))).toEqual(map);
        expect(textMap().parse(juliaText(map))).toEqual(map);
        expect(textList().parse(JSON.stringify(list))).toEqual(list);
        expect(textList().parse(juliaText(list))).toEqual(list);
      },
    ),
  );
});

test('what is nested without end is refused, in JSON too', () => {
  const nested = '['.repeat(100_000);
  for (const text of [nested + ']'.repeat(100_000), nested, `{"a":${nested}${']'.repeat(100_000)}}`]) {
    for (const schema of [textList(), textMap(), ports()]) {
      expect(schema.safeParse(text).error?.message).toMatch(/nested more than 64 deep|is not JSON/);
    }
  }
});

test('collections of megabytes are refused unread, and so are thousands of ports', () => {
  expect(textMap().safeParse(`Dict(${'"a"=>"b",'.repeat(2 ** 18)})`).error?.message).toContain(
    'more than 2097152',
  );
  const numbers = Array.from({ length: 2_000 }, (_none, index) => index + 1);
  expect(ports().safeParse(numbers.join()).error?.message).toContain('has 2000 ports, more than 1000');
});
