import type { PointColumns, RefusedPoint, SeriesPoint } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { StoreAdmin } from '../../accounting/ports/store-admin.ts';
import type { Level, Owner, Total, WindowMark } from '../../accounting/totals.ts';
import type { Instant } from '../../lib/time.ts';
import type { InfluxConnection } from './connection.ts';
import type { LineWriter } from './line-writer.ts';
import { newestPoints, type NewestQuery } from './newest-points.ts';
import type { Place } from './place.ts';
import { PointSerializer } from './point-lines.ts';
import { scanPoints, type ScanQuery } from './scan-points.ts';
import type { TotalsStore } from './totals-store.ts';
import type { Turns } from './turns.ts';

export interface InfluxMetricsStoreOptions {
  readonly connection: InfluxConnection;
  readonly place: Place;
  /** Each into its own retention policy. */
  readonly writers: { readonly points: LineWriter; readonly totals: LineWriter };
  readonly totals: TotalsStore;
  readonly admin: StoreAdmin;
  readonly turns: Turns;
}

/** Points and totals in InfluxDB, by what its versions have in common: writing lines, and SELECT. */
export class InfluxMetricsStore implements MetricsStore {
  readonly admin: StoreAdmin;
  readonly #connection: InfluxConnection;
  readonly #place: Place;
  readonly #writers: { readonly points: LineWriter; readonly totals: LineWriter };
  readonly #totals: TotalsStore;
  readonly #turns: Turns;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor({ connection, place, writers, totals, admin, turns }: InfluxMetricsStoreOptions) {
    this.admin = admin;
    this.#connection = connection;
    this.#place = place;
    this.#writers = writers;
    this.#totals = totals;
    this.#turns = turns;
  }

  /** If it rejects, some of the points may be stored; writing them again changes nothing. */
  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    signal.throwIfAborted();
    const written = this.#write(batch, signal);
    this.#underWay.add(written);
    try {
      return await written;
    } finally {
      this.#underWay.delete(written);
    }
  }

  async newest(query: NewestQuery, signal: AbortSignal): Promise<readonly SeriesPoint[]> {
    signal.throwIfAborted();
    return await newestPoints(this.#connection, this.#place, query, signal);
  }

  scan(query: ScanQuery, signal: AbortSignal): AsyncGenerator<PointColumns, void, undefined> {
    return scanPoints(this.#connection, this.#place, query, signal);
  }

  async writeTotals(
    rows: readonly Total[],
    marks: readonly WindowMark[],
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    await this.#totals.write(rows, marks, signal);
  }

  async sumTotals(
    query: { level: Level; from: Instant; to: Instant; match?: Partial<Owner> },
    signal: AbortSignal,
  ): Promise<readonly Total[]> {
    signal.throwIfAborted();
    return await this.#totals.sum(query, signal);
  }

  async marks(period: { from: Instant; to: Instant }, signal: AbortSignal): Promise<readonly WindowMark[]> {
    signal.throwIfAborted();
    return await this.#totals.marks(period, signal);
  }

  /** Writes what waits, then closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await Promise.all([this.#writers.points.idle(), this.#writers.totals.idle()]);
    this.#connection[Symbol.dispose]();
  }

  async #write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    const serializer = new PointSerializer(batch);
    const parts: Promise<readonly RefusedPoint[]>[] = [];
    for await (const lines of serializer.parts(this.#turns)) {
      const part = this.#writers.points.write(lines, signal);
      part.catch(() => {}); // it is heard of below
      parts.push(part);
    }
    const answers = await Promise.all(parts);
    return [...serializer.refused, ...answers.flat()].toSorted((a, b) => a.at - b.at);
  }
}
