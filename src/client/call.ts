import type { Context } from './context.ts';
import { request, signalOf, type Call, type CallOptions } from './request.ts';

/** Calls the service and yields the `data` of its answer. Rejects as `request` does. */
export async function call<Data>(context: Context, what: Call, options: CallOptions = {}): Promise<Data> {
  return request(context, what, signalOf(context, options), async (response) => {
    // the service has checked it against the same types
    const envelope: { data: Data } = JSON.parse(await response.text());
    return envelope.data;
  });
}
