import type { StoreAdmin } from '../ports/store-admin.ts';

/** The same administration; `ready` is told when setup is done, since the store may take points from then on. */
export function wakingAdmin(admin: StoreAdmin, ready: () => void): StoreAdmin {
  return {
    plan: (settings, signal) => admin.plan(settings, signal),
    async setup(settings, signal) {
      const steps = await admin.setup(settings, signal);
      ready();
      return steps;
    },
    planCleanup: (signal) => admin.planCleanup(signal),
    cleanup: (signal) => admin.cleanup(signal),
    expire: (settings, now, signal) => admin.expire(settings, now, signal),
    oldestPoint: (signal) => admin.oldestPoint(signal),
    oldestTotal: (signal) => admin.oldestTotal(signal),
  };
}
