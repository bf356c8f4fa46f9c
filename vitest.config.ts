import { defineConfig } from 'vitest/config';

/** unit: no processes, no sockets, all of it under 30 s. contract: one suite per port on every adapter. e2e: a whole service. */
function project(name: 'unit' | 'contract' | 'e2e', timeout: number) {
  return {
    test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: timeout, hookTimeout: timeout },
  };
}

export default defineConfig({
  test: {
    projects: [project('unit', 5_000), project('contract', 20_000), project('e2e', 60_000)],
    coverage: { include: ['src/**'] },
  },
});
