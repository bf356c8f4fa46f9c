import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

export interface PauseOptions extends CallOptions {
  /** How long, such as `1h`. Default: until it is resumed. */
  readonly for?: string | undefined;
}

/** Stops a scaler from deciding. */
export function pauseScaler(context: Context, scaler: string, options: PauseOptions = {}): Promise<true> {
  const parameters = { name: scaler, for: options.for };
  return call(context, { api: 'pauseScaler', parameters, mutates: true }, options);
}
