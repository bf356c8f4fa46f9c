import type { z } from 'zod';
import type { Aim, Complaint } from './config-source.ts';
import type { ConfigPath } from './config-path.ts';
import { describeExpected, orList, show, wordsOf } from './describe-expected.ts';
import { expectedAlong, keysAreNamed, knownKeys, meantBy, type Expected } from './expected.ts';
import { fixFor } from './suggest.ts';

/** Something to say of a place of the file. */
export interface PlacedComplaint extends Complaint {
  readonly path: ConfigPath;
  readonly aim?: Aim;
}

/** What a schema says when its room has no words of its own; see `explainIssue`. */
export const NO_WORDS = '\u0000';

/** What the issue of a schema means for the reader of the file. The schema must have been run with NO_WORDS as its error. */
export function explainIssue(
  issue: z.core.$ZodIssue,
  values: unknown,
  root: Expected,
): readonly PlacedComplaint[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const value = valueAt(values, path);
  const expected = expectedAlong(root, path);

  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], key, meantBy(value, expected)));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.message === NO_WORDS) {
    const branch = nearest(issue.errors);
    if (branch !== undefined) {
      return branch.flatMap((inner) =>
        explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, values, root),
      );
    }
  }
  if (issue.code === 'invalid_key') {
    const words = issue.issues.find(({ message }) => message !== NO_WORDS)?.message;
    return [
      {
        path,
        ...(words === undefined ? { found: 'is not a name that is allowed here' } : inWords(words)),
        aim: 'key',
      },
    ];
  }
  const told = issue.message === NO_WORDS ? undefined : inWords(issue.message);
  if (value === undefined) {
    const missing = told ?? { found: 'is missing', allowed: allowedBy(issue, expected) };
    return [{ path, ...missing, fix: `add "${String(path.at(-1))}"` }];
  }
  if (told !== undefined) return [{ path, ...told, ...fixOf(value, expected) }];
  return [
    { path, found: `is ${show(value)}`, allowed: allowedBy(issue, expected), ...fixOf(value, expected) },
  ];
}

/** A room's own words in their parts: `is 5; allowed: 1 to 3`, `is missing; give 1 to 3`, `is 5; leave it out`. */
function inWords(message: string): Complaint {
  const [told = '', allowed] = message.split(/; (?:allowed:|give) (.*)/s);
  if (allowed !== undefined) return { found: told, allowed };
  const end = message.lastIndexOf('; ');
  return end < 0 ? { found: message } : { found: message.slice(0, end), fix: message.slice(end + 2) };
}

function unknownKey(path: ConfigPath, key: string, expected: Expected): PlacedComplaint {
  const known = knownKeys(expected).filter((name) => name !== '$schema');
  return {
    path,
    found: 'is not a key that is known here',
    ...(keysAreNamed(expected) ? { allowed: known.join(', ') } : {}),
    fix: fixFor(key, known, 'remove it'),
    aim: 'key',
  };
}

/** What an alternative says of a value that was not meant for it. */
const OTHER_KINDS: readonly string[] = ['invalid_type', 'invalid_value'];

/** The alternative that the value came nearest to, if it is of the right kind for any. */
function nearest(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return branches
    .filter((issues) => !issues.some(({ code, path }) => path.length === 0 && OTHER_KINDS.includes(code)))
    .toSorted((a, b) => a.length - b.length)[0];
}

function allowedBy(issue: z.core.$ZodIssue, expected: Expected): string | undefined {
  if (issue.code === 'invalid_value')
    return orList(issue.values.map((value) => JSON.stringify(value) ?? String(value)));
  if (issue.code === 'invalid_union') {
    const words = ('options' in issue ? (issue.options ?? []) : []).filter((word) => word !== undefined);
    return words.length === 0
      ? describeExpected(expected)
      : orList(words.map((word) => JSON.stringify(word)));
  }
  if (issue.code === 'too_small' && issue.origin === 'array') return `a list of at least ${issue.minimum}`;
  if (issue.code === 'too_small' && issue.origin === 'string') return 'a text that is not empty';
  if (issue.code === 'too_small' && issue.inclusive === false) return `a number above ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.inclusive === false) return `a number below ${issue.maximum}`;
  return describeExpected(expected);
}

function fixOf(value: unknown, expected: Expected): { fix?: string } {
  const wanted = expected.alternatives.map(({ type }) => type);
  if (typeof value === 'number' && wanted.length > 0 && wanted.every((type) => type === 'string')) {
    return { fix: 'put it in double quotes' };
  }
  if (typeof value !== 'object' && wanted.length > 0 && wanted.every((type) => type === 'array'))
    return { fix: 'put it in [ ]' };
  if (typeof value !== 'string') return {};
  const fix = fixFor(value, expected.alternatives.flatMap(wordsOf).map(String));
  return fix === undefined ? {} : { fix };
}

function valueAt(values: unknown, path: ConfigPath): unknown {
  let value = values;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
