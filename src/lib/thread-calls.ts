import type { Transferable } from 'node:worker_threads';
import type { ErrorParcel } from './error-parcel.ts';

/** What a thread can be asked to do, by name. Arguments and answers are cloned on their way, unless `Moved`. */
export type Calls<Names extends string> = Readonly<Record<Names, (...parameters: never[]) => unknown>>;

/** An answer whose buffers are handed over instead of cloned. */
export class Moved<T> {
  readonly value: T;
  readonly buffers: readonly Transferable[];

  constructor(value: T, buffers: readonly Transferable[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

/** What the caller of a function in a thread gets. */
export type Answer<F> = F extends (...parameters: never[]) => infer R ? Unpacked<Awaited<R>> : never;

type Unpacked<T> = T extends Moved<infer Value> ? Value : T;

/** Requests that every thread takes, first and last. */
export const SET_UP = 1;
export const CLOSE = 2;

export interface ThreadRequest {
  readonly id: number;
  readonly name: string | typeof SET_UP | typeof CLOSE;
  readonly parameters: readonly unknown[];
}

/** `value` is what the caller waits for; its type is known only there. */
export interface ThreadReply {
  readonly id: number;
  readonly value: never;
  readonly error?: ErrorParcel;
}
