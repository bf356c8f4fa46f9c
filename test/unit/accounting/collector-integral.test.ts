import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { add } from '../../../src/accounting/amounts.ts';
import { integrate } from '../../../src/accounting/integral/integrate.ts';
import { Recorder } from '../../../src/accounting/record-metrics.ts';
import type { Amounts } from '../../../src/accounting/totals.ts';
import { later } from '../../../src/lib/time.ts';
import { CollectorWorld, HOUR, INTERVAL, LOOK_BACK, SECOND } from '../../support/collector-world.ts';
import { calm } from '../../support/points.ts';

const MEMORY = 64 * 2 ** 20; // of each of the world's processes
const START = new CollectorWorld().clock.now();

/** What each process used since the start of the test, in one slice or in several that are added up. */
async function used(world: CollectorWorld, slices = 1): Promise<ReadonlyMap<string, Amounts>> {
  const { store, clock } = world;
  const length = Number(clock.now() - START) / 1e6;
  const bounds = Array.from({ length: slices + 1 }, (_, at) => later(START, (length * at) / slices));
  const settings = { accountTag: 'namespace_name', intervalAt: () => world.interval, horizon: LOOK_BACK };
  const run = { bounds, since: START, until: clock.now() };
  const { processes } = await integrate({ store, clock, ...settings }, run, calm);
  return new Map(
    processes.map(({ process, slices: parts }) => [process, [...parts.values()].reduce(add)] as const),
  );
}

/** What happens to the service and its processes. */
type Event =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'start'; readonly load: number }
  | { readonly kind: 'end'; readonly which: number }
  | { readonly kind: 'away' | 'answer-lost' | 'restart' }
  | { readonly kind: 'interval'; readonly seconds: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 200 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('start'), load: fc.integer({ min: 0, max: 4_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end'), which: fc.nat(20) }) },
  fc.record({ kind: fc.constantFrom('away', 'answer-lost', 'restart') }),
  fc.record({ kind: fc.constant('interval'), seconds: fc.integer({ min: 1, max: 120 }) }),
);

test('whatever happens, each process is charged for what it used, from its start to its end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      async (events, slices) => {
        const world = new CollectorWorld();
        const loads = new Map<string, { load: number; from: bigint; to?: bigint }>();
        world.collector.start();
        for (const one of events) await happen(world, one, loads);
        world.away = false;
        world.answerLost = false;
        for (const [name, life] of loads) {
          if (life.to !== undefined) continue;
          world.usage.end(name);
          life.to = world.clock.now();
        }
        await world.clock.advance(1);
        await world.collector.collect(calm);
        await world.collector.stop();
        const amounts = await used(world, slices);
        for (const [name, { load, from, to = from }] of loads) {
          const seconds = Number(to - from) / 1e9;
          if (seconds === 0) continue;
          const { cpu, mem, alive, seconds: covered, cpuRequested } = amounts.get(name) ?? {};
          const told = [cpu, mem, alive, covered, cpuRequested].map((value = Number.NaN) => value / seconds);
          const truth = [load / 1_000, MEMORY, 1, 1, 0.5];
          for (const [at, value] of truth.entries()) expect(told[at], `${name} ${at}`).toBeCloseTo(value, 5);
        }
        expect(amounts.size).toBe([...loads.values()].filter(({ from, to = from }) => to > from).length);
      },
    ),
    { numRuns: 150 },
  );
});

async function happen(
  world: CollectorWorld,
  one: Event,
  loads: Map<string, { load: number; from: bigint; to?: bigint }>,
): Promise<void> {
  switch (one.kind) {
    case 'wait':
      return world.clock.advance(one.seconds * SECOND);
    case 'start': {
      const name = `darts-${loads.size}`;
      world.usage.start('darts', name, one.load);
      loads.set(name, { load: one.load, from: world.clock.now() });
      return;
    }
    case 'end': {
      const [name, life] = [...loads][one.which % Math.max(1, loads.size)] ?? [];
      if (name === undefined || life === undefined || life.to !== undefined) return;
      world.usage.end(name);
      life.to = world.clock.now();
      return;
    }
    case 'away':
      world.away = !world.away;
      return;
    case 'answer-lost':
      world.answerLost = true;
      return;
    case 'restart':
      await world.collector.stop();
      world.makeCollector().start();
      return;
    case 'interval':
      world.interval = one.seconds * SECOND;
      world.collector.intervalChanged();
  }
}

test.each([
  ['as often as the service collects', INTERVAL],
  ['three times as often', INTERVAL / 3],
  ['at odd times', INTERVAL / 2.3],
])('a workload that is recorded %s is charged once', async (_, every) => {
  const world = new CollectorWorld();
  const { store, clock } = world;
  const jobs = { processes: async () => undefined };
  const recorder = new Recorder({ store, jobs, clock, retention: () => 480 * HOUR });
  await clock.advance(HOUR);
  const began = clock.now();
  for (let passed = 0; passed <= 180 * SECOND; passed += every) {
    const request = {
      namespace: 'default',
      metrics: { cpu: 1_000, mem: 2 ** 30 },
      job: 'out',
      process: 'out-1',
    };
    await recorder.record({ ...request, atTime: later(began, passed) }, calm);
  }
  await clock.advance(HOUR);
  const steps = Math.floor((180 * SECOND) / every);
  const seconds = (steps * every + INTERVAL) / SECOND;
  const { cpu, mem } = (await used(world)).get('out-1') ?? {};
  expect(cpu).toBeCloseTo(seconds, 6);
  expect(mem).toBeCloseTo(seconds * 2 ** 30, 0);
});
