import { SystemClock } from '../../src/lib/system-clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { calm, columns, tagsOf } from './points.ts';

/**
 * A process that writes batches for ever, several at once, and prints the number of each when it is
 * acknowledged: node points-writer.ts <file> <first batch> <points a batch>. It stops at the first refusal,
 * printing its code.
 */
const [file = '', first = '0', size = '500'] = process.argv.slice(2);
const store = await createSqliteStore({
  path: file,
  shardDuration: 1_000,
  clock: new SystemClock(),
  log: silentLog,
});
let next = Number(first);

async function writeBatches(): Promise<void> {
  for (let batch = next++; ; batch = next++) {
    const series = { measurement: 'batch', tags: tagsOf('default', 'writer', `writer-${batch}`) };
    const points = Array.from({ length: Number(size) }, (_, at) => ({
      series,
      time: BigInt(batch) * 10_000_000n + BigInt(at),
      value: at,
    }));
    await store.write(columns(points), calm);
    process.stdout.write(`${batch}\n`);
  }
}

try {
  await Promise.all([writeBatches(), writeBatches(), writeBatches()]);
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code}\n`);
  process.exit();
}
