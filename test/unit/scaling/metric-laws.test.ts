import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/scaling/decide.ts';
import { Average } from '../../../src/scaling/metrics/average.ts';
import { Bounded } from '../../../src/scaling/metrics/bounded.ts';
import type { Signal } from '../../../src/scaling/reading.ts';
import type { MetricMemory, ScalerMetric } from '../../../src/scaling/scaler-metric.ts';
import { evaluate, NOW, parse, scaleOf, SECOND, value } from '../../support/metric-values.ts';
import { anySignals, exact, metric, names, number, partial } from '../../support/random-metrics.ts';

const wide = { min: 0, max: 1_000_000_000 };
const runs = { numRuns: 1_000 };
/** Compositions that hold more than numbers. */
const measured = metric.filter(({ needs }) => needs.length > 0);
const aScale = fc
  .tuple(
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 900 }),
    fc.boolean(),
  )
  .map(([requested, running, seconds, settled]) => {
    const changedAt = NOW - BigInt(seconds) * SECOND;
    return settled
      ? scaleOf(requested, { changedAt, settledAt: changedAt })
      : { requested, running, changedAt };
  });

function uses(candidate: ScalerMetric, name: string): boolean {
  return candidate.needs.some(({ key }) => key.includes(`"${name}"`));
}

/** Readings of several ticks, one after another, each with its own signals. */
function run(of: ScalerMetric, ticks: readonly Readonly<Record<string, Signal>>[], requested = 3) {
  let memory: MetricMemory = {};
  return ticks.map((signals, tick) => {
    const now = NOW + BigInt(tick) * 10n * SECOND;
    const evaluated = evaluate(of, { now, signals, memory, scale: scaleOf(requested) });
    memory = evaluated.memory;
    return evaluated.reading;
  });
}

describe('laws of every composition', () => {
  test('Bounded stays bounded', () => {
    const bounds = fc
      .tuple(number, number)
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(metric, bounds, anySignals, aScale, (part, [low, high], signals, scale) => {
        const { reading } = evaluate(new Bounded(part, [low, high]), { signals, scale });
        const said = reading.kind === 'value' ? reading.value : low;
        expect([said >= low, said <= high]).toEqual([true, true]);
      }),
      runs,
    );
  });

  test('Average of a constant is the constant', () => {
    fc.assert(
      fc.property(
        number,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (constant, count, ticks) => {
          const signals = Array.from({ length: ticks }, () => ({ a: value(constant) }));
          for (const over of [count, { window: `${count * 7}s` }]) {
            const readings = run(new Average(parse('JobMetric("a")'), over), signals);
            expect(readings.map((reading) => reading.kind === 'value' && reading.value)).toEqual(
              signals.map(() => constant),
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('no reading is anything but finite, and none was observed in the future', () => {
    fc.assert(
      fc.property(metric, fc.array(anySignals, { minLength: 1, maxLength: 6 }), (of, ticks) => {
        const sound = run(of, ticks).map((reading, tick) =>
          reading.kind === 'unknown'
            ? reading.reason !== ''
            : Number.isFinite(reading.value) && reading.observedAt <= NOW + BigInt(tick) * 10n * SECOND,
        );
        expect(sound).toEqual(ticks.map(() => true));
      }),
      runs,
    );
  });

  test('nothing is scaled in on a reading of which any part is unknown or a lower bound', () => {
    const aCase = fc
      .record({ of: measured, signals: anySignals, doubt: partial, pick: fc.nat(), scale: aScale })
      .map(({ of, signals, doubt, pick, scale }) => {
        const used = names.filter((name) => uses(of, name));
        const doubtful = used[pick % Math.max(1, used.length)] ?? 'a';
        return { of, signals: { ...signals, [doubtful]: doubt }, scale };
      });
    fc.assert(
      fc.property(aCase, ({ of, signals, scale }) => {
        const { reading } = evaluate(of, { signals, scale });
        const { desired } = decide({
          current: scale.requested,
          reading,
          bounds: wide,
          fallback: undefined,
          unknowns: 0,
        });
        expect(desired).toBeGreaterThanOrEqual(scale.requested);
      }),
      { numRuns: 3_000 },
    );
  });

  test('what a composition says at least is never more than what it says when all is known', () => {
    const bounded = fc.record({
      of: measured,
      low: fc.record({ a: exact, b: exact, c: exact }),
      more: fc.record({ a: fc.nat(100), b: fc.nat(100), c: fc.nat(100) }),
    });
    fc.assert(
      fc.property(bounded, ({ of, low, more }) => {
        const atLeast = mapSignals(low, (signal) => value(signal.value, signal.observedAt, true));
        const truth = mapSignals(low, (signal, name) => value(signal.value + more[name], signal.observedAt));
        const { reading } = evaluate(of, { signals: atLeast });
        const { reading: known } = evaluate(of, { signals: truth });
        if (reading.kind !== 'value' || known.kind !== 'value') return;
        expect(reading.atLeast).toBe(true);
        expect(reading.value).toBeLessThanOrEqual(known.value + Math.abs(known.value) * 1e-9);
      }),
      { numRuns: 3_000 },
    );
  });

  test('the expression printed and parsed is the same metric', () => {
    fc.assert(
      fc.property(metric, fc.array(anySignals, { minLength: 1, maxLength: 4 }), (of, ticks) => {
        const again = parse(of.expression ?? '');
        expect(again.expression).toBe(of.expression);
        expect(again.needs).toEqual(of.needs);
        expect(run(again, ticks)).toEqual(run(of, ticks));
      }),
      runs,
    );
  });

  test('memory survives JSON: what it was before and after is the same', () => {
    fc.assert(
      fc.property(metric, anySignals, anySignals, (of, first, second) => {
        const { memory } = evaluate(of, { signals: first });
        const stored = JSON.parse(JSON.stringify(memory));
        const later = { now: NOW + 10n * SECOND, signals: second };
        expect(evaluate(of, { ...later, memory: stored })).toEqual(evaluate(of, { ...later, memory }));
      }),
      runs,
    );
  });

  test('evaluating changes neither the metric nor the memory it was given', () => {
    fc.assert(
      fc.property(metric, anySignals, (of, signals) => {
        const { memory } = evaluate(of, { signals });
        const before = structuredClone(memory);
        const later = { now: NOW + 10n * SECOND, signals, memory };
        expect(evaluate(of, later)).toEqual(evaluate(of, later));
        expect(memory).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});

type Known = Extract<Signal, { kind: 'value' }>;
type Three<Of> = { readonly a: Of; readonly b: Of; readonly c: Of };

function mapSignals(
  signals: Three<Signal>,
  map: (signal: Known, name: 'a' | 'b' | 'c') => Signal,
): Three<Signal> {
  const one = (name: 'a' | 'b' | 'c'): Signal => {
    const signal = signals[name];
    return signal.kind === 'value' ? map(signal, name) : signal;
  };
  return { a: one('a'), b: one('b'), c: one('c') };
}
