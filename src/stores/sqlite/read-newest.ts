import { jobKey } from '../../jobs/job-ref.ts';
import type { Answer } from '../../lib/thread-calls.ts';
import type { Thread } from '../../lib/thread.ts';
import type { NewestQuery } from './newest-query.ts';
import type { NewestColumns, ReaderCalls, WalkQuery, WalkStep } from './store-calls.ts';

/** Jobs looked up in one call, some 5 ms. */
const JOBS = 500;

/** Reads newest points of series that are not yet `answered` from the file, in parts that hold up nobody else. */
export async function* readNewest(
  reader: Thread<ReaderCalls>,
  { measurement, jobs, since, until }: NewestQuery,
  answered: ReadonlySet<number>,
): AsyncGenerator<NewestColumns> {
  const names = new Map(jobs.map((job) => [jobKey(job), [job.namespace, job.name] as const]));
  const wanted = [...names.values()];
  const ids: number[] = [];
  for (let from = 0; from < wanted.length; from += JOBS) {
    const part = wanted.slice(from, from + JOBS);
    const found = await reader.call('candidates', [{ measurement, jobs: part, since, until }]);
    yield found.newest;
    for (const id of found.ids) if (!answered.has(id)) ids.push(id);
  }
  if (ids.length === 0) return;
  for await (const { newest } of walkBack(reader, { ids: Int32Array.from(ids), since, until })) yield newest;
}

/** Walks back through the points, step by step. */
export async function* walkBack(reader: Thread<ReaderCalls>, query: WalkQuery): AsyncGenerator<WalkStep> {
  const walk = await reader.call('openWalk', [query]);
  try {
    for (;;) {
      const step: Answer<ReaderCalls['stepBack']> = await reader.call('stepBack', [walk]);
      if (step === undefined) return;
      yield step;
    }
  } finally {
    await reader.call('closeWalk', [walk]);
  }
}
