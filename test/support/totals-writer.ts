import type { Total } from '../../src/accounting/totals.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { calm } from './points.ts';

const WINDOW = 900_000_000_000n;

/**
 * A process that writes the totals of windows of one day for ever, several at once and each again and again, and
 * prints `<window> <version>` when they are acknowledged: node totals-writer.ts <file> <first version> <jobs>. All
 * amounts of a window, and the interval in its mark, are the version.
 */
const [file = '', first = '0', jobs = '1000'] = process.argv.slice(2);
const store = await createSqliteStore({
  path: file,
  shardDuration: 3_600_000,
  clock: new SystemClock(),
  log: silentLog,
});
let version = Number(first);

function totalOf(start: bigint, job: number, amount: number): Total {
  const owner = { namespace: 'default', account: 'physics', job: `job-${job}`, user: 'ann' };
  const used = { cpu: amount, mem: amount, gpu: amount, cpuRequested: amount, memRequested: amount };
  const looked = { count: amount, seconds: amount, alive: amount };
  return { level: 'job', ...owner, start, end: start + WINDOW, ...used, ...looked };
}

async function writeWindows(): Promise<void> {
  for (;;) {
    const amount = ++version;
    const start = BigInt((amount * 7) % 96) * WINDOW;
    const rows = Array.from({ length: Number(jobs) }, (_, job) => totalOf(start, job, amount));
    const mark = { start, state: 'closed', since: start, until: start + WINDOW, interval: amount } as const;
    await store.writeTotals(rows, [mark], calm);
    process.stdout.write(`${start / WINDOW} ${amount}\n`);
  }
}

await Promise.all([writeWindows(), writeWindows()]);
