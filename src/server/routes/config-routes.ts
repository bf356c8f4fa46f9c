import { reconfigure as reconfigureCall } from '../../api/calls/reconfigure.ts';
import type { Reconfigure } from '../ports/reconfigure.ts';
import { route, type Route } from '../route.ts';

export interface ConfigParts {
  readonly reconfigure: Reconfigure;
}

/** The configuration file, read again. */
export function configRoutes({ reconfigure }: ConfigParts): readonly Route[] {
  return [
    route(reconfigureCall, async ({ apply, verbose }, { signal }) => {
      const report = await reconfigure.reload({ apply }, signal);
      return verbose ? report : true;
    }),
  ];
}
