import { Thread } from '../thread.ts';
import type { Calls } from '../thread-calls.ts';

/** The threads of one database: the one that writes, and one that reads beside it. */
export interface SqliteThreads<W extends Calls<keyof W & string>, R extends Calls<keyof R & string>> {
  readonly writer: Thread<W>;
  readonly reader: Thread<R>;
}

/** A thread's file, and what it is started with. */
export interface ThreadStart {
  readonly file: URL;
  readonly data: unknown;
}

/** Starts both at once; the reader opens the database when the writer has made or migrated it. */
export async function startThreads<W extends Calls<keyof W & string>, R extends Calls<keyof R & string>>(o: {
  readonly writer: ThreadStart;
  readonly reader: ThreadStart;
}): Promise<SqliteThreads<W, R>> {
  const writing = Thread.start<W>(o.writer.file, o.writer.data);
  const reading = Thread.start<R>(o.reader.file, o.reader.data, writing);
  const [writer, reader] = await Promise.allSettled([writing, reading]);
  if (writer.status === 'rejected') throw writer.reason;
  if (reader.status === 'fulfilled') return { writer: writer.value, reader: reader.value };
  await writer.value[Symbol.asyncDispose]();
  throw reader.reason;
}

/** Closes both. The last connection to close merges the write-ahead log, and only a writer can. */
export async function endThreads({
  writer,
  reader,
}: {
  writer: AsyncDisposable;
  reader: AsyncDisposable;
}): Promise<void> {
  await reader[Symbol.asyncDispose]();
  await writer[Symbol.asyncDispose]();
}
