import { defineConfig } from 'vitest/config';

/**
 * unit: no processes, sockets only of loopback, all of it under 30 s; its files share their modules, which
 * have no state. contract: one suite per port on every adapter. e2e: a whole service. The timeouts only end what
 * hangs; they are far from what a loaded machine takes.
 */
function project(name: 'unit' | 'contract' | 'e2e', timeout: number) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      isolate: name !== 'unit',
      testTimeout: timeout,
      hookTimeout: timeout,
    },
  };
}

export default defineConfig({
  test: {
    // installs what the tests need of other programs
    globalSetup: 'test/services/setup.ts',
    projects: [project('unit', 30_000), project('contract', 90_000), project('e2e', 240_000)],
    coverage: { include: ['src/**'] },
  },
});
