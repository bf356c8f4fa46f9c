/**
 * What the caller should do about an error:
 * `fix`: the request or the configuration is wrong, the message says what to mend;
 * `missing`: there is no such thing; `conflict`: the state of things forbids it;
 * `quota`: allowed, but not that much; `retry`: may succeed later, nothing was lost;
 * `give-up`: a fault of ours or of the machine.
 */
export type Remedy = 'fix' | 'missing' | 'conflict' | 'quota' | 'retry' | 'give-up';

/** The base of every error that is thrown on purpose. `code` is stable and part of the interface. */
export class CodedError extends Error {
  readonly code: string;
  readonly remedy: Remedy;

  constructor(remedy: Remedy, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
    this.code = code;
  }
}

/** The request or the configuration is wrong. */
export class InvalidError extends CodedError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super('fix', code, message, options);
  }
}

/** There is no such thing. */
export class NotFoundError extends CodedError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super('missing', code, message, options);
  }
}

/** The present state forbids it. */
export class ConflictError extends CodedError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super('conflict', code, message, options);
  }
}

/** A quota is used up. */
export class QuotaError extends CodedError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super('quota', code, message, options);
  }
}

/** It did not work now and may work later; nothing was changed or lost. */
export class RetryableError extends CodedError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super('retry', code, message, options);
  }
}

/** It did not work and will not: a fault of the program or its surroundings. */
export class FatalError extends CodedError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super('give-up', code, message, options);
  }
}

/** The text of anything that was thrown, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
