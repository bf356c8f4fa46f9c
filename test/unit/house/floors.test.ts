import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { floors, type Room } from '../../../tools/lint/floors.ts';
import { lint, lintPlanted, repository, type Finding } from './lint.ts';

/** One or more violations for every row of the table: the room, the file, what it imports. */
const forbidden: readonly [Room, string, string][] = [
  ['main.ts', 'main.ts', "import '../tools/lint/floors.ts'"],
  ['cli/program.ts', 'cli/program.ts', "import { a } from '../service.ts'"],
  ['cli/local', 'cli/local/serve.ts', "import { a } from '../../main.ts'"],
  ['cli/local', 'cli/local/check-config.ts', "import { a } from '../remote/status.ts'"],
  ['cli/local', 'cli/local/backup.ts', "import { a } from '../program.ts'"],
  ['cli/remote', 'cli/remote/status.ts', "import { a } from '../../lib/duration.ts'"],
  ['cli/remote', 'cli/remote/list.ts', "import type { A } from '../../api/jobs.ts'"],
  ['cli/remote', 'cli/remote/tail.ts', "import { a } from '../local/serve.ts'"],
  ['cli/remote', 'cli/remote/wait.ts', "import { a } from '../../service.ts'"],
  ['cli', 'cli/table.ts', "import { a } from '../lib/errors.ts'"],
  ['cli', 'cli/format.ts', "import { a } from './local/serve.ts'"],
  ['service.ts', 'service.ts', "import { a } from './cli/table.ts'"],
  ['service', 'service/part.ts', "import { a } from '../service.ts'"],
  ['server', 'server/app.ts', "import { a } from '../clusters/registry.ts'"],
  ['server', 'server/routes.ts', "import { a } from '../stores/memory/create.ts'"],
  ['server', 'server/reload.ts', "import { a } from '../config/load.ts'"],
  ['server', 'server/open.ts', "import { a } from '../service.ts'"],
  ['server', 'server/computed.ts', 'const a = 1; export const b = import(`../x${a}.ts`)'],
  ['config', 'config/load.ts', "import { a } from '../jobs/job-manager.ts'"],
  ['config', 'config/parse.ts', "import { a } from '../clusters/local/schema.ts'"],
  ['config', 'config/types.ts', "import type { A } from '../scaling/ports/signal-source.ts'"],
  ['scaling', 'scaling/job-scaler.ts', "import { a } from '../nodes/decide.ts'"],
  ['scaling', 'scaling/manager.ts', "import { a } from '../signals/registry.ts'"],
  ['scaling', 'scaling/file.ts', "import { a } from 'node:fs/promises'"],
  ['scaling', 'scaling/timer.ts', "import { a } from 'timers/promises'"],
  ['nodes', 'nodes/decide.ts', "import { a } from '../scaling/decision.ts'"],
  ['nodes', 'nodes/actuator.ts', "import { a } from '../clouds/aws/create.ts'"],
  ['clusters', 'clusters/local/cluster.ts', "import { a } from '../kubernetes/cluster.ts'"],
  ['clusters', 'clusters/local/logs.ts', "import { a } from '../../stores/sqlite/open.ts'"],
  ['clusters', 'clusters/local/state.ts', "import { a } from '../../scaling/decision.ts'"],
  ['clusters', 'clusters/local/create.ts', "import { a } from '../registry.ts'"],
  ['clusters', 'clusters/registry.ts', "import { a } from './local/create.ts'"],
  ['clusters', 'clusters/common.ts', "export const a = () => import('./local/create.ts')"],
  ['signals', 'signals/http/source.ts', "import { a } from '../prometheus/source.ts'"],
  ['signals', 'signals/http/client.ts', "import { a } from '../../clusters/faces.ts'"],
  ['clouds', 'clouds/aws/scaler.ts', "import { a } from '../azure/scaler.ts'"],
  ['clouds', 'clouds/aws/groups.ts', "import type { A } from '../../nodes/decide.ts'"],
  ['stores', 'stores/sqlite/writer.ts', "import { a } from '../influxdb/lines.ts'"],
  ['stores', 'stores/sqlite/worker.ts', "export const u = new URL('../influxdb/lines.ts', import.meta.url)"],
  ['access', 'access/roles.ts', "import { a } from '../jobs/job-manager.ts'"],
  ['access', 'access/tokens.ts', "import type { A } from '../accounting/usage.ts'"],
  ['access', 'access/file.ts', "import { a } from 'node:fs'"],
  ['accounting', 'accounting/usage.ts', "import { a } from '../jobs/job-manager.ts'"],
  ['accounting', 'accounting/record.ts', "import type { A } from '../scaling/decision.ts'"],
  ['accounting', 'accounting/spool.ts', "import { a } from 'node:sqlite'"],
  ['jobs', 'jobs/job-manager.ts', "import { a } from '../scaling/scaler-manager.ts'"],
  ['jobs', 'jobs/victims.ts', "import type { A } from '../accounting/points.ts'"],
  ['jobs', 'jobs/run.ts', "import { a } from 'child_process'"],
  ['lib', 'lib/clock.ts', "import { a } from '../api/codes.ts'"],
  ['lib', 'lib/retry.ts', "export { a } from '../jobs/job-spec.ts'"],
  ['lib', 'lib/parse.ts', "import { a } from 'fastify'"],
  ['api', 'api/codes.ts', "import { a } from '../lib/errors.ts'"],
  ['api', 'api/jobs.ts', "export * from '../jobs/job-spec.ts'"],
  ['api', 'api/wire.ts', "import { a } from 'fastify'"],
  ['api', 'api/os.ts', "import { a } from 'node:os'"],
  ['client', 'client/call.ts', "import { a } from '../api/codes.ts'"],
  ['client', 'client/errors.ts', "import { type A } from '../api/codes.ts'"],
  ['client', 'client/time.ts', "import type { A } from '../lib/time.ts'"],
  ['client', 'client/http.ts', "import { a } from 'undici'"],
  ['client', 'client/file.ts', "import { a } from 'node:fs/promises'"],
];

const allowed: readonly [string, string][] = [
  ['main.ts', "import { a } from './cli/program.ts'"],
  ['cli/program.ts', "export const a = () => import('./local/serve.ts')"],
  ['cli/local/serve.ts', "import { a } from '../../service.ts'"],
  ['cli/local/check-config.ts', "import { a } from '../../config/load.ts'"],
  ['cli/remote/status.ts', "import { a } from '../../client/index.ts'"],
  ['cli/remote/list.ts', "import { a } from '../table.ts'"],
  ['service.ts', "import { a } from './clusters/registry.ts'"],
  ['server/app.ts', "import { a } from '../scaling/scaler-manager.ts'"],
  ['config/schema.ts', "import { a } from '../clusters/registry.ts'"],
  ['config/parts.ts', "import { a } from '../access/schema.ts'"],
  ['config/modules.ts', 'export const load = (file: string) => import(file)'],
  ['scaling/job-scaler.ts', "import { a } from '../jobs/job-scale.ts'"],
  ['nodes/decide.ts', "import { a } from 'node:util'"],
  ['clusters/registry.ts', "import { a } from './local/schema.ts'"],
  ['clusters/other.ts', 'export const a = 1'],
  ['clusters/local/cluster.ts', "import type { A } from '../../jobs/ports/cluster.ts'"],
  ['clusters/local/logs.ts', "import { a } from '../other.ts'"],
  ['clusters/local/state.ts', "import type { A } from '../../scaling/ports/scaler-state.ts'"],
  ['stores/registry.ts', "export const load = () => import('./sqlite/create.ts')"],
  ['stores/sqlite/worker.ts', "export const u = new URL('./writer.ts', import.meta.url)"],
  ['accounting/record.ts', "import type { A } from '../jobs/job-ref.ts'"],
  ['lib/system-clock.ts', "import { a } from 'node:timers/promises'"],
  ['api/jobs.ts', "import { z } from 'zod'"],
  ['client/call.ts', "import type { A } from '../api/jobs.ts'"],
];

/** What the rules about time and processes forbid, and where they do not. */
const effects: readonly [file: string, text: string, rule: string | undefined][] = [
  ['jobs/a.ts', 'export const a = process.pid', 'no-restricted-globals'],
  ['nodes/a.ts', 'export const a = new Date(5)', 'no-restricted-globals'],
  ['scaling/a.ts', 'setTimeout(() => {}, 5)', 'no-restricted-globals'],
  ['access/a.ts', 'export const a = AbortSignal.timeout(5)', 'no-restricted-properties'],
  ['accounting/a.ts', 'export const a = performance.now()', 'no-restricted-globals'],
  ['api/a.ts', "export const a = fetch('')", 'no-restricted-globals'],
  ['server/a.ts', 'export const a = Date.now()', 'no-restricted-properties'],
  ['server/b.ts', 'export const a = new Date()', 'no-current-date'],
  ['stores/sqlite/a.ts', 'setInterval(() => {}, 5)', 'no-restricted-globals'],
  [
    'clusters/local/a.ts',
    "import { setTimeout } from 'node:timers/promises'; setTimeout(5)",
    'no-restricted-imports',
  ],
  ['cli/a.ts', 'setImmediate(() => {})', 'no-restricted-globals'],
  ['server/c.ts', 'export const a = new Date(5)', undefined],
  ['lib/a.ts', 'export const a = Date.now()', undefined],
  ['client/a.ts', 'setTimeout(() => {}, 5)', undefined],
];

function of(findings: readonly Finding[], file: string, rule: string): readonly Finding[] {
  return findings.filter((finding) => finding.file === `src/${file}` && finding.rule.endsWith(`(${rule})`));
}

function isEffect({ rule }: Finding): boolean {
  return /restricted|current-date/.test(rule);
}

function planted(cases: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(cases.map(([file, text]) => [`src/${file}`, `${text}\n`]));
}

describe('floors', () => {
  test('src keeps to them', { timeout: 30_000 }, async () => {
    const findings = await lint(repository);
    expect(findings.filter((finding) => isEffect(finding) || finding.rule.startsWith('house'))).toEqual([]);
  });

  test('no rule is blind to a violation of any row', async () => {
    const findings = await lintPlanted(planted(forbidden.map(([, file, text]) => [file, text])));
    const missed = forbidden.filter(([, file]) => of(findings, file, 'floors').length === 0);
    expect(missed).toEqual([]);
    expect(new Set(forbidden.map(([room]) => room))).toEqual(new Set(Object.keys(floors)));
  });

  test('what goes down is let through', async () => {
    const findings = await lintPlanted(planted(allowed));
    expect(findings.filter(({ rule }) => rule === 'house(floors)')).toEqual([]);
  });

  test('a room that is not in the table is a finding', async () => {
    const findings = await lintPlanted({ 'src/extra/a.ts': "import { a } from '../lib/clock.ts';\n" });
    expect(of(findings, 'extra/a.ts', 'floors')).toHaveLength(1);
  });

  test('time, processes and I/O stay where they belong', async () => {
    const findings = await lintPlanted(planted(effects.map(([file, text]) => [file, text])));
    const wrong = effects.filter(([file, , rule]) =>
      rule === undefined
        ? findings.some((finding) => finding.file === `src/${file}` && isEffect(finding))
        : of(findings, file, rule).length === 0,
    );
    expect(wrong).toEqual([]);
  });

  test('the table has no cycle, so the folders have none', () => {
    const done = new Set<string>();
    function visit(room: Room, above: readonly Room[]): void {
      expect(above, [...above, room].join(' -> ')).not.toContain(room);
      if (done.has(room)) return;
      for (const below of Object.keys(floors[room].rooms) as Room[]) visit(below, [...above, room]);
      done.add(room);
    }
    for (const room of Object.keys(floors) as Room[]) visit(room, []);
  });

  test('every room of src is in the table', async () => {
    const rooms = await readdir(path.join(repository, 'src'));
    expect(rooms.filter((room) => !Object.hasOwn(floors, room))).toEqual([]);
  });
});
