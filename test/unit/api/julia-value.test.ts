import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJuliaValue, type JuliaValue } from '../../../src/api/julia-value.ts';
import { juliaText } from '../../support/julia-text.ts';

const { value: values } = fc.letrec<{ value: JuliaValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test('what Julia prints is read back', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(parseJuliaValue(juliaText(value))).toEqual(value);
    }),
  );
});

function refusalOf(text: string): string | undefined {
  try {
    parseJuliaValue(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : 'nothing sensible';
  }
}

test('no text whatever does more than be refused', () => {
  const nearly = fc.array(
    fc.constantFrom('Dict', '(', ')', '[', ']', '{', '}', '"', "'", '=>', ',', '\\', '1', ':', ' ', 'x'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        nearly.map((parts) => parts.join('')),
      ),
      (text) => {
        expect(refusalOf(text)).toBeOneOf([undefined, 'ValueError']);
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('forms', () => {
  test.each<[string, JuliaValue]>([
    ['Dict("A"=>"b")', { A: 'b' }],
    ['Dict("A" => "b", "C" => 1)', { A: 'b', C: 1 }],
    ['Dict{String,String}()', {}],
    ['Dict{String, Tuple{Int64, Int64}}("http"=>(8080, 80))', { http: [8080, 80] }],
    ['Dict("http"=>(80,80))', { http: [80, 80] }],
    ['Dict(:a=>1)', { a: 1 }],
    ['OrderedDict("b"=>1, "a"=>2)', { b: 1, a: 2 }],
    ['Dict("__proto__"=>"x")', JSON.parse('{"__proto__":"x"}')],
    ['String["a","b"]', ['a', 'b']],
    ['["a", "b"]', ['a', 'b']],
    ['Any[]', []],
    ['Union{Nothing, String}["a", nothing]', ['a', null]],
    ['SubString{String}["a"]', ['a']],
    ['(80,)', [80]],
    ['()', []],
    ["'x'", 'x'],
    [String.raw`"\$HOME \"q\" \\ \x41\u00e9\U1f600\e[0m\101"`, '$HOME "q" \\ Aé😀\u001b[0mA'],
    ['1_000', 1_000],
    ['-0x1f', -31],
    ['1.5f0', 1.5],
    ['2.5e-3', 0.0025],
    ['.5', 0.5],
    ['1.', 1],
    ['9007199254740993', '9007199254740993'],
    ['  true ', true],
    ['nothing', null],
  ])('%s', (text, value) => {
    expect(parseJuliaValue(text)).toEqual(value);
  });
});

describe('refused, with the column', () => {
  test.each([
    ['', 'has the end at column 1 where a value should be'],
    ['Dict("A"="b")', 'has "=\\"b\\")" at column 9 where "=>" should be'],
    ['["a" "b"]', 'has "\\"b\\"]" at column 6 where "," or "]" should be'],
    ['["a"', 'has the end at column 5 where "," or "]" should be'],
    ['"abc', 'has a " at column 1 that is never closed'],
    ['[1] 2', 'has "2" at column 5 where the end should be'],
    ['undef', 'has "undef" at column 1 where a value (undef is none) should be'],
    ['Dict(["a"]=>1)', 'where a key should be'],
    ['"\\U110000"', 'where a character should be'],
  ])('%s', (text, message) => {
    expect(() => parseJuliaValue(text)).toThrow(message);
  });

  test('nesting of any depth, without running out of stack', () => {
    expect(() => parseJuliaValue('['.repeat(1_000_000))).toThrow('is nested more than 64 deep');
  });
});
