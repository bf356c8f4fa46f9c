import { readFileSync } from 'node:fs';
import { parseStat, readStat } from './read-stat.ts';

/** What tells a process from any other that ever bears its pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot. */
  readonly start: number;
  readonly boot: string;
}

let boot: string | undefined;

/** The kernel's name for the time since the machine was last started. */
export function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

/** A living process as text that `parseIdentity` reads. */
export function identify(pid: number): string | undefined {
  const stat = readStat(pid);
  return stat && `${pid} ${stat.start} ${bootId()}\n`;
}

export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [, pid, start, id] = /^(\d+) (\d+) (\S+)\n$/.exec(text) ?? [];
  return id === undefined ? undefined : { pid: Number(pid), start: Number(start), boot: id };
}

/** What a shim wrote when it claimed its run: its pid and its line of /proc. Undefined while incomplete. */
export function parseClaim(text: string, bootOfRun: string): ProcessIdentity | undefined {
  const space = text.indexOf(' ');
  const pid = Number(text.slice(0, space));
  const stat = space > 0 && text.endsWith('\n') ? parseStat(pid, text.slice(space + 1)) : undefined;
  return stat && { pid, start: stat.start, boot: bootOfRun };
}

/** The very process still runs: not one that got its pid later, and not what a parent has yet to wait for. */
export function isAlive({ pid, start, boot: bootOfIt }: ProcessIdentity): boolean {
  if (bootOfIt !== bootId()) return false;
  const stat = readStat(pid);
  return stat?.start === start && stat.state !== 'Z' && stat.state !== 'X';
}

export function describeHolder(identity: ProcessIdentity | undefined): string {
  return identity === undefined ? 'another process' : `process ${identity.pid}`;
}
