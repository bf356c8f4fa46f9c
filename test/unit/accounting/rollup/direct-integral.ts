import { none } from '../../../../src/accounting/amounts.ts';
import type { Tags } from '../../../../src/accounting/points.ts';
import type { Amounts, Owner } from '../../../../src/accounting/totals.ts';
import type { Instant, Millis } from '../../../../src/lib/time.ts';
import type { TestPoint } from '../../../support/points.ts';

/** A value that held in (from, to], in units a second; times are nanoseconds after an origin. */
interface Piece {
  readonly kind: 'counter' | 'rate' | 'mem' | 'gpu' | 'cpuRequest' | 'memRequest';
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

const KINDS: Readonly<Record<string, Piece['kind']>> = {
  'cpu/usage': 'counter',
  'cpu/usage_rate': 'rate',
  'memory/usage': 'mem',
  'gpu/request': 'gpu',
  'cpu/request': 'cpuRequest',
  'memory/request': 'memRequest',
};
/** Kinds that are measured, not asked for. */
const USED: ReadonlySet<string> = new Set(['counter', 'rate', 'mem', 'gpu']);

export interface DirectOptions {
  readonly points: readonly TestPoint[];
  readonly horizon: Millis;
  readonly intervalAt: (time: Instant) => Millis;
  /** Ends of the slices, ascending. */
  readonly bounds: readonly Instant[];
}

export interface DirectProcess {
  readonly owner: Owner;
  readonly tags: Tags;
  /** By slice. */
  readonly slices: readonly Amounts[];
}

/**
 * What each process used, from all points at once: between two times at which anything begins or ends everything
 * holds, so that it need be asked only once. It knows nothing of windows, and looks at everything.
 */
export function directIntegral(o: DirectOptions): readonly DirectProcess[] {
  const ours = o.points.filter(
    ({ series }) => series.tags['type'] === 'pod_container' && KINDS[series.measurement],
  );
  const identity = ({ series: { tags } }: TestPoint): string =>
    JSON.stringify(['namespace_name', 'container_name', 'pod_name', 'user'].map((name) => tags[name] ?? ''));
  return [...Map.groupBy(ours, identity).values()].map((points) => {
    const tags = points[0]?.series.tags ?? {};
    const { namespace_name: namespace = '', container_name: job = '', user = '' } = tags;
    return { owner: { namespace, account: namespace, job, user }, tags, slices: slicesOf(points, o) };
  });
}

function slicesOf(points: readonly TestPoint[], o: DirectOptions): readonly Amounts[] {
  const origin = o.bounds[0] ?? 0n;
  const bounds = o.bounds.map((bound) => Number(bound - origin));
  const pieces = [...Map.groupBy(points, ({ series }) => JSON.stringify(series)).values()].flatMap((own) =>
    piecesOf(own, o, origin),
  );
  const links = linksOf(points, o, origin);
  const cuts = [...bounds, ...pieces.flatMap(({ from, to }) => [from, to]), ...links.flat()];
  const times = [...new Set(cuts)].toSorted((a, b) => a - b);
  return bounds.slice(1).map((end, slice) => {
    const start = bounds[slice] ?? 0;
    const sums = { ...none };
    for (const [at, from] of times.entries()) {
      const to = times[at + 1];
      if (to !== undefined && from >= start && to <= end) addPart(sums, from, to, pieces, links);
    }
    const ended = pieces.filter((piece) => piece.to >= start && piece.to < end && counts(piece, pieces));
    return { ...sums, count: ended.length };
  });
}

function addPart(
  sums: { -readonly [K in keyof Amounts]: Amounts[K] },
  from: number,
  to: number,
  pieces: readonly Piece[],
  links: readonly (readonly [number, number])[],
): void {
  const seconds = (to - from) / 1e9;
  const here = pieces.filter((piece) => piece.from <= from && to <= piece.to);
  const sum = (kind: Piece['kind']): number =>
    here.filter((piece) => piece.kind === kind).reduce((all, { value }) => all + value * seconds, 0);
  sums.cpu += here.some(({ kind }) => kind === 'counter') ? sum('counter') : sum('rate');
  sums.mem += sum('mem');
  sums.gpu += sum('gpu');
  sums.cpuRequested += sum('cpuRequest');
  sums.memRequested += sum('memRequest');
  if (here.some(({ kind }) => USED.has(kind))) sums.seconds += seconds;
  if (here.length > 0 || links.some(([first, last]) => first <= from && to <= last)) sums.alive += seconds;
}

/** Of rates, only those that no counter covers up to their end. */
function counts({ kind, from, to }: Piece, pieces: readonly Piece[]): boolean {
  if (!USED.has(kind) || from === to) return false;
  return kind !== 'rate' || !pieces.some((one) => one.kind === 'counter' && one.from < to && to <= one.to);
}

function piecesOf(points: readonly TestPoint[], o: DirectOptions, origin: Instant): readonly Piece[] {
  const horizon = o.horizon * 1e6;
  const kind = KINDS[points[0]?.series.measurement ?? ''] ?? 'mem';
  const samples = points.toSorted((a, b) => (a.time < b.time ? -1 : 1));
  return samples.flatMap(({ time, value, seconds }, at): readonly Piece[] => {
    const to = Number(time - origin);
    const before = samples[at - 1];
    const since = before === undefined ? Number.NEGATIVE_INFINITY : Number(before.time - origin);
    if (kind === 'counter') {
      if (before === undefined || to - since > horizon) return [];
      const grown = value >= before.value ? value - before.value : value;
      return [{ kind, from: since, to, value: grown / (to - since) }];
    }
    const rate = kind === 'rate' || kind === 'cpuRequest' ? value / 1_000 : value;
    if (seconds !== undefined)
      return [{ kind, from: to - Math.min(seconds * 1e9, horizon), to, value: rate }];
    return [{ kind, from: Math.max(to - o.intervalAt(time) * 1e6, since), to, value: rate }];
  });
}

/** From point to point of a process. */
function linksOf(
  points: readonly TestPoint[],
  { horizon }: DirectOptions,
  origin: Instant,
): readonly (readonly [number, number])[] {
  const times = points.map(({ time }) => Number(time - origin)).toSorted((a, b) => a - b);
  return times
    .slice(1)
    .map((to, at) => [times[at] ?? to, to] as const)
    .filter(([from, to]) => to - from <= horizon * 1e6);
}
