import { expect, test } from 'vitest';
import { maskAt, maskIn, secretPaths } from '../../../src/jobs/secret-parameters.ts';
import { Secrets } from '../../../src/lib/secret.ts';
import { jobHouse, never, requestOf } from '../../support/job-house.ts';

const parameters = {
  start_script: 'worker.jl',
  run_volume: 'work',
  envvars: { DB: 'hunter22', PLAIN: 'x', URL: 'db://u:hunter22@h' },
  additional_volumes: ['a', 'hunter22'],
};
const paths = ['envvars.DB', 'envvars.URL', 'additional_volumes.1'];

test('the places of secrets in parameters are found and masked', () => {
  const secrets = new Secrets();
  secrets.add('hunter22');
  expect(secretPaths(parameters, secrets)).toEqual(paths);
  expect(maskAt(parameters, paths)).toEqual({
    ...parameters,
    envvars: { DB: '***', PLAIN: 'x', URL: '***' },
    additional_volumes: ['a', '***'],
  });
  expect(maskIn('there is no volume "hunter22" in work', parameters, paths)).toBe(
    'there is no volume "***" in work',
  );
});

test('a job remembers which of its parameters are secret, also when it is updated', async () => {
  const { jobs } = jobHouse();
  const request = requestOf('a', { parameters, secrets: paths });
  await jobs.submit(request, never);
  expect(JSON.stringify(await jobs.describe(request, never))).not.toContain('hunter22');
  await jobs.update(requestOf('a', { parameters: { cpu: 2 } }), never);
  const told = await jobs.describe(request, never);
  expect(JSON.stringify(told)).not.toContain('hunter22');
  expect(told.parameters).toMatchObject({ cpu: 2, envvars: { DB: '***', PLAIN: 'x' } });
  const { spec } = await jobs.find(request, never);
  expect(spec.workers?.env).toMatchObject({ DB: 'hunter22' });
});
