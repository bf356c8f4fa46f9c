import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkEntries, type EntryRules } from '../../../src/config/check-entries.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { JobTypes } from '../../../src/jobs/job-types.ts';
import { InvalidError } from '../../../src/lib/errors.ts';
import { defineScaler } from '../../../src/scaling/define-scaler.ts';
import { MetricRegistry } from '../../../src/scaling/metric-registry.ts';

const registry = new MetricRegistry();
const rules: EntryRules = {
  jobTypes: new JobTypes(),
  defineScaler: (scaler) => defineScaler(scaler, registry),
};

function check(
  text: string,
  { env = {}, ...others }: { env?: Record<string, string> } & Partial<EntryRules> = {},
) {
  const config = parseConfig(text, { file: 'config.jsonc', folder: '/etc', env });
  return checkEntries(config, { ...rules, ...others });
}

describe('jobs', () => {
  test('that are right', () => {
    expect(
      check(`{ "jobs": [{
        "type": "JuliaBatch", "name": "hello", "start_script": "/mnt/work/hello.js", "run volume": "work",
        "cpu": "200m", "ports": { "http": [8080, 80] }, "envvars": { "env": "test" }, "timeout": null, "shell": "nothing"
      }] }`),
    ).toEqual([]);
  });

  test('of an unknown type', () => {
    expect(check('{ "jobs": [{ "type": "JuliaBach", "name": "hello" }] }')).toMatchObject([
      { line: 1, column: 22, path: 'jobs[0].type', found: 'is "JuliaBach"', fix: 'write "JuliaBatch"' },
    ]);
  });

  test('with wrong, unknown and missing parameters', () => {
    const text = `{ "jobs": [{
      "type": "Generic", "name": "hello", "image": "node",
      "memory": "lots",
      "nworker": 3
    }] }`;
    expect(check(text)).toMatchObject([
      { line: 1, column: 12, path: 'jobs[0].run_volume', found: 'is missing' },
      { line: 3, column: 17, path: 'jobs[0].memory', found: 'is "lots"' },
      {
        line: 4,
        column: 7,
        path: 'jobs[0].nworker',
        found: 'is not a key that is known here',
        fix: 'write "nworkers"',
      },
    ]);
  });

  test('whose parameters cannot stand together', () => {
    const jobTypes: EntryRules['jobTypes'] = {
      names: ['Odd'],
      get: () => ({
        parameters: z.strictObject({}),
        toSpec() {
          throw new InvalidError('bad-parameter', 'odd jobs need an even number');
        },
      }),
    };
    expect(check('{ "jobs": [{ "type": "Odd", "name": "odd" }] }', { jobTypes })).toMatchObject([
      { path: 'jobs[0]', found: 'cannot be run: odd jobs need an even number' },
    ]);
  });
});

describe('scalers', () => {
  const scaler = (metric: string, more = '"max": 3'): string =>
    `{\n  "scalers": [{ "name": "s", "job": "Generic/a", ${more},\n    "metric": ${metric} }]\n}`;
  const thirdLine = (text: string): string => text.split('\n')[2] ?? '';

  test('that are right', () => {
    expect(check(scaler('"JobMetric(\\"cpu\\") / 10"'))).toEqual([]);
    expect(
      check(
        '{ "scalers": [{ "type": "KuberJobScaler", "name": "s", "job": "Generic/a", "target": 70, "max": 5 }] }',
      ),
    ).toEqual([]);
  });

  test('a column of the metric becomes one of the file, escapes and all', () => {
    const text = scaler(String.raw`"JobMetric(\"c\u0070u\") + Unknwon(1)"`);
    const [problem] = check(text);
    expect(problem).toMatchObject({
      line: 3,
      column: thirdLine(text).indexOf('Unknwon') + 1,
      path: 'scalers[0].metric',
    });
    expect(problem?.found).toMatch(/^is no metric: .*Unknwon/);
  });

  test('so does a place on a later line of the metric', () => {
    const text = scaler(String.raw`"1 +\n  Unknwon(1)"`);
    expect(check(text)).toMatchObject([{ line: 3, column: thirdLine(text).indexOf('Unknwon') + 1 }]);
  });

  test('of a metric from the environment its place is told', () => {
    expect(check(scaler('{ "env": "METRIC" }'), { env: { METRIC: '1 + Unknwon(2)' } })).toMatchObject([
      { line: 3, column: 15, path: 'scalers[0].metric' },
    ]);
  });

  test('that lack a bound', () => {
    expect(check(scaler('"JobMetric(\\"cpu\\")"', '"min": 1'))).toMatchObject([
      { line: 2, column: 15, path: 'scalers[0]' },
    ]);
  });
});
