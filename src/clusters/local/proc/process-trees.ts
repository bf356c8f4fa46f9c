import type { Clock } from '../../../lib/clock.ts';
import type { Millis } from '../../../lib/time.ts';
import { attribute, type Root } from './attribute.ts';
import type { ProcessStat } from './read-stat.ts';
import { sweepProcesses } from './sweep.ts';
import { pageSize, ticksToNanos } from './system-figures.ts';

/** What the tree of one run has used so far, and has now. */
export interface TreeUse {
  readonly cpuNanos: number;
  /** Absent before it was seen. */
  readonly memoryBytes?: number;
}

interface Tree extends Root {
  members: readonly ProcessStat[];
  cpuNanos: number;
  /** CPU time of processes that have gone without a parent of the tree having waited for them. */
  lostNanos: number;
  wasLower: boolean;
  memoryBytes?: number;
}

/**
 * The processes of each run, as of the last sweep of /proc. The CPU time of a run never goes back: what a
 * process used stays counted through the parent that waits for it, or here if none of the tree does.
 */
export class ProcessTrees {
  readonly #clock: Clock;
  readonly #trees = new Map<string, Tree>();
  readonly #known = new Map<string, string>();
  readonly #page = pageSize();
  #sweep: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  /** CPU time that the last sweep took, roughly: the time that it held the thread. */
  lastSweep: Millis = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins to watch a run. `cpuNanos`: what is known of an earlier service's counting. */
  add(root: Root, cpuNanos = 0): void {
    const nothing = { members: [], lostNanos: 0, wasLower: false };
    this.#trees.set(root.run, { ...root, ...nothing, cpuNanos });
  }

  remove(run: string): void {
    this.#trees.delete(run);
  }

  use(run: string): TreeUse | undefined {
    return this.#trees.get(run);
  }

  members(run: string): readonly ProcessStat[] {
    return this.#trees.get(run)?.members ?? [];
  }

  /** Every pid that belongs to a watched run. */
  attributed(): ReadonlySet<number> {
    return new Set([...this.#trees.values()].flatMap(({ members }) => members.map(({ pid }) => pid)));
  }

  /** The CPU time of each run, for a later service. */
  counters(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#trees].map(([run, { cpuNanos }]) => [run, cpuNanos]));
  }

  /** Reads all processes, beginning after this call. Callers that come while one runs share the next. */
  sweep(): Promise<void> {
    if (this.#sweep === undefined) {
      this.#sweep = this.#read().finally(() => {
        this.#sweep = undefined;
      });
      return this.#sweep;
    }
    this.#next ??= this.#sweep
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.sweep();
      });
    return this.#next;
  }

  async #read(): Promise<void> {
    const { user, system } = process.cpuUsage();
    const processes = await sweepProcesses(this.#clock);
    const trees = attribute(processes, this.#trees.values(), this.#known);
    for (const [run, members] of trees) {
      const tree = this.#trees.get(run);
      if (tree) this.#count(tree, members);
    }
    const now = process.cpuUsage();
    this.lastSweep = (now.user - user + now.system - system) / 1_000;
  }

  #count(tree: Tree, members: readonly ProcessStat[]): void {
    tree.members = members;
    if (members.length === 0) return;
    const ticks = members.reduce((sum, { ticks: own, reaped }) => sum + own + reaped, 0);
    const cpuNanos = ticksToNanos(ticks) + tree.lostNanos;
    tree.memoryBytes = members.reduce((sum, { rss }) => sum + rss, 0) * this.#page;
    // one sweep may read a parent before it has waited for a child that is gone when its turn comes
    if (cpuNanos < tree.cpuNanos && tree.wasLower) tree.lostNanos += tree.cpuNanos - cpuNanos;
    tree.wasLower = cpuNanos < tree.cpuNanos;
    tree.cpuNanos = Math.max(tree.cpuNanos, cpuNanos);
  }
}
