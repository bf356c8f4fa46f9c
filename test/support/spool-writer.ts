import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createSqliteSpool } from '../../src/stores/sqlite/spool/create.ts';
import { calm, columns, tagsOf } from './points.ts';

/**
 * A process that appends batches to a spool for ever, several at once, and prints the number of each when it is
 * durable: node spool-writer.ts <file> <first batch> <points a batch>. It stops at the first refusal, printing
 * its code.
 */
const [path = '', first = '0', size = '100'] = process.argv.slice(2);
const spool = await createSqliteSpool({ path, max: 2 ** 30, clock: new SystemClock(), log: silentLog });
let next = Number(first);

async function appendBatches(): Promise<void> {
  for (let batch = next++; ; batch = next++) {
    const series = { measurement: 'batch', tags: tagsOf('default', 'writer', `writer-${batch}`) };
    const time = (at: number): bigint => BigInt(batch) * 1_000n + BigInt(at);
    const points = Array.from({ length: Number(size) }, (_, at) => ({
      series,
      time: time(at),
      value: batch,
    }));
    await spool.append(columns(points), calm);
    process.stdout.write(`${batch}\n`);
  }
}

try {
  await Promise.all(Array.from({ length: 4 }, appendBatches));
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code}\n`);
  process.exit();
}
