import {
  CodedError,
  ConflictError,
  FatalError,
  InvalidError,
  messageOf,
  NotFoundError,
  QuotaError,
  RetryableError,
  type Remedy,
} from './errors.ts';

/** An error as it crosses threads, where classes are lost. */
export interface ErrorParcel {
  readonly remedy: Remedy;
  readonly code: string;
  readonly message: string;
}

const classes = {
  fix: InvalidError,
  missing: NotFoundError,
  conflict: ConflictError,
  quota: QuotaError,
  retry: RetryableError,
  'give-up': FatalError,
} as const satisfies Record<Remedy, unknown>;

export function packError(error: unknown): ErrorParcel {
  if (error instanceof CodedError) return { remedy: error.remedy, code: error.code, message: error.message };
  return { remedy: 'give-up', code: 'unexpected', message: messageOf(error) };
}

export function unpackError({ remedy, code, message }: ErrorParcel): CodedError {
  return new classes[remedy](code, message);
}
