import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

/** Lets a paused scaler decide again. */
export function resumeScaler(context: Context, scaler: string, options?: CallOptions): Promise<true> {
  return call(context, { api: 'resumeScaler', parameters: { name: scaler }, mutates: true }, options);
}
