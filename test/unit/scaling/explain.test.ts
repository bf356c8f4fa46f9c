import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/lib/json.ts';
import { explainDecision } from '../../../src/scaling/explain.ts';
import { HttpMetric } from '../../../src/scaling/metrics/http-metric.ts';
import { WorkQueueMetric } from '../../../src/scaling/metrics/work-queue-metric.ts';
import { ScalerWorld } from '../../support/scaler-world.ts';

const manual =
  'Bounded(JobScaleMetric(Threshold(Combine([JobMetric("cpu"), JobMetric("memory")], maximum), (60.0, 80.0), 1)), 1:5)';

async function explained(
  parameters: Parameters<ScalerWorld['submit']>[1],
  signals: Readonly<Record<string, number>>,
) {
  const world = new ScalerWorld();
  const long = world.clock.now() - 1_000_000_000n;
  world.jobs.put('w', 2, { changedAt: long, settledAt: long });
  world.signals.otherwise(({ key }) => Object.entries(signals).find(([name]) => key.includes(name))?.[1]);
  await world.start();
  await world.submit('s', parameters);
  await world.clock.advance(10_000);
  const [decision] = await world.decisions('s');
  await world.manager.stop();
  if (decision === undefined) throw new Error('nothing was decided');
  return { world, decision, text: explainDecision(decision) };
}

test('a change, with each node of its metric', async () => {
  const { text } = await explained({ metric: manual }, { cpu: 91.234_567_8, memory: 40 });
  expect(text.replace(/^\S+ /, '')).toBe(
    [
      ' s: changed the scale from 2 to 3',
      '  JobMetric("cpu") = 91.2346, JobMetric("memory") = 40 makes 3',
      '  Bounded(…, 1:5) = 3',
      '  └ JobScaleMetric(…) = 3',
      '    └ Threshold(…, (60, 80), 1) = 1',
      '      └ Combine([…, …], maximum) = 91.2346',
      '        ├ JobMetric("cpu") = 91.2346',
      '        └ JobMetric("memory") = 40',
    ].join('\n'),
  );
});

test('what capped it, what is unknown, and runs of equal ticks', async () => {
  const capped = await explained({ metric: 'Bounded(WorkQueueMetric("q") / 8, 0:20)', max: 6 }, { q: 400 });
  expect(capped.decision.limits).toEqual([
    { rule: 'metric', from: 50, to: 20, reason: 'the metric is clamped from 50' },
    { rule: 'max', from: 20, to: 6, reason: 'max is 6' },
  ]);
  expect(capped.text).toContain('max: 20 -> 6, max is 6');
  const { text } = await explained({ metric: manual }, { cpu: 10 });
  expect(text).toContain('held the scale at 2');
  expect(text).toContain('└ JobMetric("memory") = unknown: nothing was set');
  expect(text).toContain('Combine([…, …], maximum) = at least 10');
  expect(text).toContain('at-least: 1 -> 2');
});

test('passwords and user names are in nothing that is shown', async () => {
  const secrets = /guest-name|s3cret|u:p/;
  const metric =
    'Bounded(WorkQueueMetric("q"; host="h", username="guest-name", password = ("s3cret")) + HttpMetric("http://u:p@host/x"), 0:5)';
  const { world, decision, text } = await explained({ metric }, { q: 3, host: 4 });
  expect(text).not.toMatch(secrets);
  expect(text).toContain('WorkQueueMetric("q"; host="h", username="***", password="***")');
  const shown = (value: unknown): string =>
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  expect(shown(decision)).not.toMatch(secrets);
  expect(shown(world.manager.list())).not.toMatch(secrets);
  expect(shown([...world.state.all.values()])).not.toMatch(secrets);
  expect(shown(world.entries)).not.toMatch(secrets);
});

test('a shown metric that is sent back in an update keeps its password', async () => {
  const metric = 'WorkQueueMetric("q"; host="h", username="u", password="s3cret")';
  const { world } = await explained({ metric, max: 5 }, { q: 3 });
  const shown = world.manager.find('ns', 's')?.spec;
  if (shown === undefined) throw new Error('it is gone');
  await world.manager.update({ ...shown, parameters: { ...shown.parameters, max: 4 } }, world.signal);
  expect(world.state.scalers.get('ns/s')?.spec.parameters).toMatchObject({ metric, max: 4 });
});

test('keys tell different credentials apart and repeat none of them', () => {
  const one = new WorkQueueMetric('q', { host: 'h', username: 'guest-name', password: 's3cret' });
  const other = new WorkQueueMetric('q', { host: 'h', username: 'guest-name', password: 's3cret2' });
  const same = new WorkQueueMetric('q', { host: 'h', username: 'guest-name', password: 's3cret' });
  const url = new HttpMetric('http://u:p@host/x');
  expect(one.needs[0].key).toBe(same.needs[0].key);
  expect(one.needs[0].key).not.toBe(other.needs[0].key);
  expect(one.needs[0].secret).toBe('s3cret');
  expect(url.needs[0].secret).toBe('u:p');
  for (const { needs, text } of [one, url]) {
    expect(needs[0].key + text).not.toMatch(/guest-name|s3cret|u:p/);
    expect(canonicalJson(needs[0].query)).not.toMatch(/s3cret|u:p/);
  }
});
