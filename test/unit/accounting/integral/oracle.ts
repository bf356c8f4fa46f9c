import { add, none } from '../../../../src/accounting/amounts.ts';
import type { Amounts } from '../../../../src/accounting/totals.ts';
import type { TestPoint } from '../../../support/points.ts';
import { MEASURED, secondsAt, type Measured } from './history.ts';

/** A value that held in (from, to], in units a second. */
interface Piece {
  readonly measured: Measured;
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

export interface OracleSettings {
  /** Whole seconds, as all times of the points. */
  readonly bounds: readonly number[];
  readonly horizon: number;
  readonly intervalAt: (time: number) => number;
}

/**
 * What each process used in each slice, slowly: asks of every second (n, n + 1] which points have to do with it. For
 * processes told apart by `pod_name`.
 */
export function oracle(
  points: readonly TestPoint[],
  settings: OracleSettings,
): ReadonlyMap<string, readonly Amounts[]> {
  const { bounds } = settings;
  const processes = Map.groupBy(points, ({ series }) => series.tags['pod_name'] ?? '');
  return new Map(
    Array.from(processes, ([process, own]) => {
      const secondsOf = amountsOfSeconds(own, settings);
      return [process, bounds.slice(1).map((to, slice) => sum(secondsOf, bounds[slice] ?? 0, to))];
    }),
  );
}

/** Links of processes and of counters that a bound cuts, and what samples say they stand for. */
export function linksOver(
  points: readonly TestPoint[],
  bound: number,
  horizon: number,
): readonly (readonly [from: number, to: number])[] {
  const processes = Map.groupBy(points, ({ series }) => series.tags['pod_name'] ?? '');
  const counters = Map.groupBy(
    points.filter(({ series }) => series.measurement === MEASURED.usage),
    ({ series }) => series,
  );
  const links = [...processes.values(), ...counters.values()].flatMap((own) => linksOf(own, horizon));
  const samples = points.flatMap(({ series, time, seconds }) =>
    seconds === undefined || series.measurement === MEASURED.usage
      ? []
      : [[secondsAt(time) - Math.min(seconds, horizon), secondsAt(time)] as const],
  );
  return [...links, ...samples].filter(([from, to]) => from < bound && bound < to);
}

function sum(secondsOf: (second: number) => Amounts, from: number, to: number): Amounts {
  return Array.from({ length: to - from }, (_, at) => secondsOf(from + at)).reduce(add, none);
}

function amountsOfSeconds(
  points: readonly TestPoint[],
  settings: OracleSettings,
): (second: number) => Amounts {
  const ofSeries = [...Map.groupBy(points, ({ series }) => series).values()];
  const pieces = ofSeries.flatMap((own) => piecesOf(own, settings));
  const links = linksOf(points, settings.horizon);
  return (second) => {
    const here = pieces.filter(({ from, to }) => from <= second && second < to);
    const counted = here.some(({ measured }) => measured === 'usage');
    const rate = (measured: Measured): number =>
      here.filter((piece) => piece.measured === measured).reduce((all, piece) => all + piece.rate, 0);
    const countedUpTo = pieces.some(
      ({ measured, from, to }) => measured === 'usage' && from < second && second <= to,
    );
    const ended = pieces.filter(
      ({ measured, from, to }) =>
        to === second && from < to && isUsage(measured) && !(measured === 'rate' && countedUpTo),
    );
    const linked = links.some(([from, to]) => from <= second && second < to);
    return {
      cpu: rate('usage') + (counted ? 0 : rate('rate')),
      mem: rate('mem'),
      gpu: rate('gpu'),
      cpuRequested: rate('cpuRequest'),
      memRequested: rate('memRequest'),
      count: ended.length,
      seconds: here.some(({ measured }) => isUsage(measured)) ? 1 : 0,
      alive: linked || here.length > 0 ? 1 : 0,
    };
  };
}

function isUsage(measured: Measured): boolean {
  return measured !== 'cpuRequest' && measured !== 'memRequest';
}

/** What the points of one series stand for. */
function piecesOf(points: readonly TestPoint[], { horizon, intervalAt }: OracleSettings): readonly Piece[] {
  const measured = measuredOf(points[0]?.series.measurement);
  const samples = points
    .map(({ time, value, seconds }) => ({ to: secondsAt(time), value, seconds }))
    .toSorted((a, b) => a.to - b.to);
  return samples.flatMap(({ to, value, seconds }, at): readonly Piece[] => {
    const before = samples[at - 1];
    if (measured === 'usage') {
      if (before === undefined || to - before.to > horizon) return [];
      const grown = value < before.value ? value : value - before.value;
      return [{ measured, from: before.to, to, rate: grown / 1e9 / (to - before.to) }];
    }
    const rate = measured === 'rate' || measured === 'cpuRequest' ? value / 1000 : value;
    if (seconds !== undefined) return [{ measured, from: to - Math.min(seconds, horizon), to, rate }];
    const from = Math.max(to - intervalAt(to), before?.to ?? Number.NEGATIVE_INFINITY);
    return [{ measured, from, to, rate }];
  });
}

function linksOf(points: readonly TestPoint[], horizon: number): readonly (readonly [number, number])[] {
  const times = points.map(({ time }) => secondsAt(time)).toSorted((a, b) => a - b);
  return times
    .flatMap((to, at) => [[times[at - 1] ?? to, to] as const])
    .filter(([from, to]) => to - from <= horizon);
}

function measuredOf(measurement: string | undefined): Measured {
  for (const name of Object.keys(MEASURED) as Measured[]) if (MEASURED[name] === measurement) return name;
  throw new RangeError(`no such measurement: ${measurement}`);
}
