import { describe, expect, test } from 'vitest';
import { attribute, type Root } from '../../../src/clusters/local/proc/attribute.ts';
import {
  isAlive,
  parseClaim,
  parseIdentity,
  identify,
} from '../../../src/clusters/local/proc/process-identity.ts';
import { parseStat, readStat, type ProcessStat } from '../../../src/clusters/local/proc/read-stat.ts';
import { parseEnd } from '../../../src/clusters/local/run/run-files.ts';

function stat(pid: number, parent: number, session: number, start = pid): ProcessStat {
  return { pid, parent, session, start, state: 'S', group: session, ticks: 1, reaped: 0, rss: 1 };
}

function treesOf(
  processes: readonly ProcessStat[],
  roots: readonly Root[],
  known = new Map<string, string>(),
) {
  const trees = attribute(new Map(processes.map((one) => [one.pid, one])), roots, known);
  return Object.fromEntries([...trees].map(([run, members]) => [run, members.map(({ pid }) => pid)]));
}

describe('attribute', () => {
  const a: Root = { run: 'a', pid: 100, start: 100 };

  test('by session, by ancestors, and by what was known before', () => {
    const known = new Map<string, string>();
    const shim = stat(100, 1, 100);
    const escaped = stat(103, 102, 103);
    expect(
      treesOf([shim, stat(101, 100, 100), stat(102, 101, 100), escaped, stat(200, 1, 200)], [a], known),
    ).toEqual({ a: [100, 101, 102, 103] });
    // its parents have ended: init has adopted it
    expect(treesOf([shim, { ...escaped, parent: 1 }], [a], known)).toEqual({ a: [100, 103] });
    expect(treesOf([{ ...escaped, parent: 1, start: 999 }], [a], known)).toEqual({ a: [] });
  });

  test('a session led by another process with the same pid is not ours', () => {
    expect(treesOf([stat(100, 1, 100, 5_000), stat(101, 100, 100, 5_001)], [a])).toEqual({ a: [] });
  });

  test('a process older than the shim is not ours, whatever its session', () => {
    expect(treesOf([stat(50, 1, 100, 50)], [a])).toEqual({ a: [] });
  });
});

describe('reading what the kernel and shims say', () => {
  test('a line of /proc, with anything in the name', () => {
    const line = '42 (a) (b c) R 7 42 42 0 -1 4 1 2 3 4 10 20 30 40 20 0 1 0 555 1000 25 0';
    expect(parseStat(42, line)).toEqual({
      pid: 42,
      state: 'R',
      parent: 7,
      group: 42,
      session: 42,
      ticks: 30,
      reaped: 70,
      start: 555,
      rss: 25,
    });
    expect(parseStat(42, '')).toBeUndefined();
    expect(readStat(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(readStat(2 ** 22 + 1)).toBeUndefined();
  });

  test('this process is alive; with another start or boot it is another', () => {
    const own = parseIdentity(identify(process.pid) ?? '');
    if (own === undefined) throw new Error('no identity');
    expect(isAlive(own)).toBe(true);
    expect(isAlive({ ...own, start: own.start + 1 })).toBe(false);
    expect(isAlive({ ...own, boot: 'another' })).toBe(false);
  });

  test('a claim that is not complete says nothing', () => {
    const line = `42 42 (sh) R 7 42 42 ${'0 '.repeat(15)}555 1000 25`;
    expect(parseClaim(`${line}\n`, 'boot')).toEqual({ pid: 42, start: 555, boot: 'boot' });
    for (let cut = 0; cut <= line.length; cut++)
      expect(parseClaim(line.slice(0, cut), 'boot')).toBeUndefined();
  });

  test('how a run ended, from shells that print times in their own ways', () => {
    expect(parseEnd('143\n0m0.010000s 0m0.000000s\n1m2.500000s 0m0.500000s\n      ', 9n)).toEqual({
      exitCode: 143,
      at: 9n,
      cpuNanos: 63e9,
    });
    expect(parseEnd('0\n0m0,010s 0m0,000s\n0m0,250s 0m0,000s\n', 9n)).toMatchObject({
      exitCode: 0,
      cpuNanos: 25e7,
    });
    expect(parseEnd('    ', 9n)).toBeUndefined();
  });
});
