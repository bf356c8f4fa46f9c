import type { Instant } from '../lib/time.ts';

/**
 * What was used over some time, as sums over that time, never a mean, so that amounts of disjoint times and of
 * different processes add up.
 */
export interface Amounts {
  /** Core seconds. */
  readonly cpu: number;
  /** Byte seconds. */
  readonly mem: number;
  /** Device seconds: those requested, which are those used. */
  readonly gpu: number;
  /** Core seconds. */
  readonly cpuRequested: number;
  /** Byte seconds. */
  readonly memRequested: number;
  /** Samples that were added up. */
  readonly count: number;
  /** Time that the samples of each process stand for, of all processes. */
  readonly seconds: number;
  /** Time from each process's first to its last point, of all processes. */
  readonly alive: number;
}

export type Level = 'account' | 'job' | 'user';

/** Whose amounts they are; `job` and `user` are empty on levels that do not tell them apart. */
export interface Owner {
  readonly namespace: string;
  /** The value of the tag that names the account; usually the namespace. */
  readonly account: string;
  readonly job: string;
  readonly user: string;
}

/**
 * The amounts of one account, one job of a user's, or one user of an account, in the window [start, end).
 * Level `job` tells job and user apart, level `user` users only.
 */
export interface Total extends Owner, Amounts {
  readonly level: Level;
  readonly start: Instant;
  readonly end: Instant;
}

/** What is known of one window of 15 minutes. A window without a mark has no totals that count. */
export interface WindowMark {
  readonly start: Instant;
  /** Totals count only while the window is closed; a stale one has points that its totals do not know. */
  readonly state: 'closed' | 'stale';
  /** Its totals rest on the points in [since, until], or will have to: samples reach over the window's ends. */
  readonly since: Instant;
  readonly until: Instant;
  /** The collect interval in force then: what a sample without a time of its own stands for, in milliseconds. */
  readonly interval: number;
}
