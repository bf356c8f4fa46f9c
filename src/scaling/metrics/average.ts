import { formatDuration, parseDuration } from '../../lib/duration.ts';
import { InvalidError } from '../../lib/errors.ts';
import { toNanos, type Instant, type Millis } from '../../lib/time.ts';
import { writeCall, writeString } from '../expression/write.ts';
import { mean } from '../functions/reducers.ts';
import { quantity, unknown } from '../functions/quantity.ts';
import type { Reading, Signal } from '../reading.ts';
import type { MetricMemory, Signals } from '../scaler-metric.ts';
import { Composite } from './composite.ts';
import { toMetric, type Operand } from './constant.ts';
import { onlyPart, readingOf, type Result } from './reading-of.ts';
import {
  newestAt,
  oldestObserved,
  samplesIn,
  withSamples,
  type Sample,
  type SampleMemory,
} from './samples.ts';

const MOST_SAMPLES = 10_000;

/** How much an Average looks back on: a number of readings, or a time (`5m`, or seconds). */
export type Window = number | { readonly window: string | number };

/**
 * The mean of the last readings, one from each tick; until there are enough, of those there are. Unknown
 * readings take no place; after one, the mean of the others is a lower bound. So it is after a gap longer
 * than the window (the service was down, the clock was set), until the window has filled again.
 *
 * InvalidError unless the number is whole and from 1 to 10,000, or the window is a duration above 0. Of a
 * window, too, the newest 10,000 readings count.
 */
export class Average extends Composite {
  readonly count: number | undefined;
  readonly window: Millis | undefined;

  constructor(metric: Operand, over: Window) {
    const count = typeof over === 'number' ? over : undefined;
    const window = typeof over === 'number' ? undefined : parseDuration(over.window);
    if (count !== undefined && !(Number.isInteger(count) && count >= 1 && count <= MOST_SAMPLES)) {
      throw new InvalidError(
        'bad-metric',
        `an average of ${count} readings is none; give a whole number from 1 to ${MOST_SAMPLES}`,
      );
    }
    if (window !== undefined && !(window > 0))
      throw new InvalidError('bad-metric', 'the window must be longer than 0, such as 5m');
    super({
      parts: [toMetric(metric)],
      write: ([part = '']) =>
        window === undefined
          ? writeCall('Average', [part, String(count)])
          : writeCall('Average', [part], { window: writeString(formatDuration(window)) }),
      remembers: true,
    });
    this.count = count;
    this.window = window;
  }

  override evaluate(inputs: Signals, memory: MetricMemory): { reading: Reading; memory: MetricMemory } {
    const evaluated = this.evaluateParts(inputs, memory);
    const part = onlyPart(evaluated.readings);
    const before = samplesIn(memory) ?? { samples: [], seen: String(inputs.now) };
    const span = this.window === undefined ? BigInt(this.count ?? 1) * inputs.interval : toNanos(this.window);
    const kept = this.#remember(before, sampleOf(part, inputs.now), inputs.now, span);
    const reading = readingOf(this.text, this.#mean(kept, part), inputs, evaluated.readings);
    return { reading, memory: withSamples(evaluated.memory, kept) };
  }

  protected compute(): Result {
    return { signal: unknown('an average is computed from what it remembers') };
  }

  #remember(before: SampleMemory, sample: Sample | undefined, now: Instant, span: bigint): SampleMemory {
    const refilling = hasGap(before, now, span) ? String(now) : before.refilling;
    const past = this.#past(before, now, span);
    const most = this.count ?? MOST_SAMPLES;
    const samples =
      sample === undefined ? past : [...past.slice(Math.max(0, past.length + 1 - most)), sample];
    const seen = String(now);
    if (refilling === undefined || this.#isFull(samples, BigInt(refilling), now, span))
      return { samples, seen };
    return { samples, seen, refilling };
  }

  /** What still counts of the samples: none from the future, none from before the window or before a gap in looking. */
  #past(before: SampleMemory, now: Instant, span: bigint): readonly Sample[] {
    if (now - BigInt(before.seen) > span) return [];
    const { samples } = before;
    const oldest = this.window === undefined ? 0n : now - span;
    const first = samples[0];
    const last = samples.at(-1);
    if (first === undefined || last === undefined) return samples;
    if (BigInt(first[0]) > oldest && BigInt(last[0]) <= now) return samples;
    return samples.filter(([at]) => BigInt(at) > oldest && BigInt(at) <= now);
  }

  #isFull(samples: readonly Sample[], since: Instant, now: Instant, span: bigint): boolean {
    if (this.count === undefined) return now - since >= span;
    return samples.length >= this.count && BigInt(samples.at(-this.count)?.[0] ?? 0) >= since;
  }

  #mean(kept: SampleMemory, part: Signal): Result {
    const { samples, refilling } = kept;
    if (samples.length === 0) return { signal: part.kind === 'unknown' ? part : unknown('no readings yet') };
    const bounds =
      part.kind === 'unknown' || refilling !== undefined || samples.some((sample) => sample[3] === 1);
    const value = mean(samples.map((sample) => sample[1]));
    const of = this.count === undefined ? '' : ` of ${this.count}`;
    const note = `${samples.length}${of} readings${refilling === undefined ? '' : ', filling again after a gap'}`;
    return { signal: quantity(value, oldestObserved(samples), bounds), note };
  }
}

function sampleOf(part: Signal, now: Instant): Sample | undefined {
  if (part.kind === 'unknown') return undefined;
  return [String(now), part.value, String(part.observedAt), part.atLeast ? 1 : 0];
}

/** Whether what is remembered is older than the window, or from a future that the clock was set back from. */
function hasGap(before: SampleMemory, now: Instant, span: bigint): boolean {
  if (before.samples.length === 0) return false;
  return BigInt(before.seen) > now || now - newestAt(before) > span;
}
