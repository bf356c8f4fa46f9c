/** How a call failed, as the envelope's `code` and the HTTP status say it. */
export interface ErrorCode {
  readonly code: number;
  readonly status: number;
  readonly meaning: string;
}

/** Every failure that has a code. Codes never change their meaning. -1 to -3 are as old as the protocol. */
export const errorCodes = {
  'unknown-api': {
    code: -1,
    status: 404,
    meaning: 'There is no such call. Plain text `invalid api : -1`, no envelope.',
  },
  failed: { code: -2, status: 500, meaning: 'The service failed; its log tells more.' },
  unreadable: { code: -3, status: 400, meaning: 'The query or the body cannot be read.' },
  'bad-parameter': {
    code: -10,
    status: 400,
    meaning: 'A parameter has a value that it cannot have, or is missing.',
  },
  'unknown-parameter': { code: -11, status: 400, meaning: 'There is no parameter of this name.' },
  'unknown-type': { code: -12, status: 400, meaning: 'There is no job type of this name.' },
  'bad-name': { code: -13, status: 400, meaning: 'A job or a namespace cannot have this name.' },
  'too-large': { code: -14, status: 413, meaning: 'The body is larger than the service takes.' },
  forbidden: {
    code: -15,
    status: 403,
    meaning: 'The request comes from another site, or calls the service by a name that is not its own.',
  },
  'not-found': { code: -20, status: 404, meaning: 'There is no such job or scaler in the namespace.' },
  'wrong-type': { code: -21, status: 404, meaning: 'A job of this name exists, but it is of another type.' },
  conflict: { code: -30, status: 409, meaning: 'The present state forbids it.' },
  'name-taken': { code: -31, status: 409, meaning: 'A job or scaler of this name exists in the namespace.' },
  incomplete: {
    code: -32,
    status: 409,
    meaning: 'The job has not ended; `force=true` deletes it nevertheless.',
  },
  'key-reused': { code: -33, status: 409, meaning: 'The Idempotency-Key came with another request before.' },
  'no-accounting': {
    code: -34,
    status: 409,
    meaning: 'The service keeps no metrics: `accountingtype` is `NoAccounting`.',
  },
  quota: { code: -40, status: 503, meaning: 'A quota is used up.' },
  unavailable: {
    code: -50,
    status: 503,
    meaning: 'The cluster or a store is away; nothing was changed, try again.',
  },
} as const satisfies Readonly<Record<string, ErrorCode>>;

export type ErrorName = keyof typeof errorCodes;

const byRemedy: ReadonlyMap<unknown, ErrorName> = new Map<unknown, ErrorName>([
  ['fix', 'bad-parameter'],
  ['missing', 'not-found'],
  ['conflict', 'conflict'],
  ['quota', 'quota'],
  ['retry', 'unavailable'],
]);

/** The code of anything thrown: by its own `code` where the table has it, else by its remedy; all else has failed. */
export function errorCodeOf(error: unknown): ErrorCode {
  if (!(error instanceof Error) || !('remedy' in error)) return errorCodes.failed;
  if ('code' in error && isErrorName(error.code)) return errorCodes[error.code];
  return errorCodes[byRemedy.get(error.remedy) ?? 'failed'];
}

function isErrorName(code: unknown): code is ErrorName {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}
