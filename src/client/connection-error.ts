/** The service could not be reached, or hung up before it had answered. `cause` has the reason. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly url: string;

  constructor(url: string, options?: ErrorOptions) {
    super(`no answer from ${url}: ${reasonOf(options?.cause)}`, options);
    this.url = url;
  }
}

/** fetch hides what happened in the cause of its TypeError. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown reason';
  const inner = cause.cause;
  if (!(inner instanceof Error)) return cause.message;
  return inner.message === '' && 'code' in inner ? String(inner.code) : inner.message;
}
