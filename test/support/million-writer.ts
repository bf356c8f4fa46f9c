import { SpooledStore } from '../../src/accounting/spool/spooled-store.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createInfluxStore } from '../../src/stores/influxdb/create.ts';
import { createSqliteSpool } from '../../src/stores/sqlite/spool/create.ts';
import { influxConfig } from './influx-config.ts';
import { calm } from './points.ts';
import { millionBatch, WRITERS } from './million-batch.ts';

/**
 * A process that records batches into InfluxDB through a spool, several writers at once, and prints writer and
 * batch when one is acknowledged: node million-writer.ts <url> <db> <spool> <first batch> <base time>. When its
 * standard input ends it stops writing, and ends once nothing waits in the spool.
 */
const [url = '', db = '', path = '', first = '0', base = '0'] = process.argv.slice(2);
const clock = new SystemClock();
const log = silentLog;
const store = await createInfluxStore({
  config: influxConfig({ url }),
  db,
  retentionPolicy: 'default',
  clock,
  log,
});
const spool = await createSqliteSpool({ path, max: 2 ** 30, clock, log });
const spooled = new SpooledStore({ store, spool, clock, log });
spooled.start();

/** Of a writer between two batches: together they write some 100,000 points a second. */
const PAUSE = 50;
let next = Number(first);
let stopping = false;
process.stdin.resume().once('end', () => {
  stopping = true;
});

async function write(writer: number): Promise<void> {
  while (!stopping) {
    const batch = next++;
    await spooled.write(millionBatch({ batch, writer, base: BigInt(base) }), calm);
    process.stdout.write(`${writer} ${batch}\n`);
    await clock.sleep(PAUSE);
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
while (spooled.stats.points > 0) await clock.sleep(20);
await spooled[Symbol.asyncDispose]();
process.exit();
