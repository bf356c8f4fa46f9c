import { errorCodeOf, errorCodes, type ErrorName } from '../../api/error-codes.ts';
import { messageOf } from '../../lib/errors.ts';

const LONGEST_MESSAGE = 8_000;

/** What goes out: a status and its body, ready to send. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The protocol's envelope around what a call yields. */
export function success(data: unknown): Answer {
  return { status: 200, body: JSON.stringify({ code: 0, data: data ?? null }) };
}

/** The same envelope with the code of a failure, and in words what was wrong. `status` where it is not the code's own. */
export function failure(name: ErrorName, message: string, status: number = errorCodes[name].status): Answer {
  return {
    status,
    body: JSON.stringify({ code: errorCodes[name].code, data: message.slice(0, LONGEST_MESSAGE) }),
  };
}

/** The envelope of anything thrown. What was not thrown on purpose is the log's to know, not the caller's. */
export function failureOf(error: object): Answer {
  const { code, status } = errorCodeOf(error);
  const message =
    code === errorCodes.failed.code ? 'the service failed to do this; its log says why' : messageOf(error);
  return { status, body: JSON.stringify({ code, data: message.slice(0, LONGEST_MESSAGE) }) };
}
