import type { ProcessStat } from './read-stat.ts';

/** The first process of a run: the leader of its session. */
export interface Root {
  readonly run: string;
  readonly pid: number;
  /** Clock ticks since boot. */
  readonly start: number;
}

const DEEPEST = 64;

/**
 * Which run each process belongs to: by its session, else by the nearest ancestor that belongs to one,
 * else because it belonged to one before (its ancestors may be gone). Unrelated processes are left out.
 * `known` holds those that belonged before and is brought up to date.
 */
export function attribute(
  processes: ReadonlyMap<number, ProcessStat>,
  roots: Iterable<Root>,
  known: Map<string, string>,
): ReadonlyMap<string, readonly ProcessStat[]> {
  const trees = new Map<string, ProcessStat[]>();
  const sessions = new Map<number, Root>();
  for (const root of roots) {
    trees.set(root.run, []);
    const leader = processes.get(root.pid);
    // a leader with another start time has only got the pid of the one that was ours
    if (leader === undefined || leader.start === root.start) sessions.set(root.pid, root);
  }
  const stillKnown = new Map<string, string>();
  for (const stat of processes.values()) {
    const run = runOf(stat, processes, sessions, known);
    const tree = run === undefined ? undefined : trees.get(run);
    if (run === undefined || tree === undefined) continue;
    tree.push(stat);
    if (!sessions.has(stat.session)) stillKnown.set(keyOf(stat), run);
  }
  known.clear();
  for (const [key, run] of stillKnown) known.set(key, run);
  return trees;
}

function runOf(
  stat: ProcessStat,
  processes: ReadonlyMap<number, ProcessStat>,
  sessions: ReadonlyMap<number, Root>,
  known: ReadonlyMap<string, string>,
): string | undefined {
  let one: ProcessStat | undefined = stat;
  for (let depth = 0; one !== undefined && depth < DEEPEST; depth++) {
    const root = sessions.get(one.session);
    if (root !== undefined && one.start >= root.start) return root.run;
    const before = known.get(keyOf(one));
    if (before !== undefined) return before;
    one = one.parent <= 1 ? undefined : processes.get(one.parent);
  }
  return undefined;
}

function keyOf({ pid, start }: ProcessStat): string {
  return `${pid} ${start}`;
}
