/** The service refused a call, or failed to do it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status: 400 wrong parameters, 404 no such job, 409 conflict, 5xx the service's fault. */
  readonly status: number;
  /** The negative code of the answer's envelope; undefined if it had none. */
  readonly code: number | undefined;

  constructor(status: number, code: number | undefined, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
