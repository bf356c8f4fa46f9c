import { influxdb2 } from './influxdb-by-url.ts';
import { installProgram } from './install-program.ts';
import { programs } from './programs.ts';

/** Before all tests: installs the servers that they need. What cannot be had is left out aloud; in CI that is a failure, but for what no package has. */
export async function setup(): Promise<void> {
  for (const program of programs) {
    const missing = await installProgram(program);
    if (missing === undefined) continue;
    const message = `tests on ${program.name} are left out: ${missing}`;
    if (process.env['CI'] === 'true') throw new Error(`${message}. With CI=true nothing may be left out`);
    console.warn(`\n*** ${message}\n`);
  }
  if (influxdb2 === undefined) {
    console.info('tests on InfluxDB 2.x are left out: JULIARUN_TEST_INFLUXDB2_URL names no server');
  }
}
