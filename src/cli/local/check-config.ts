import { loadConfig } from '../../config/load-config.ts';
import { checkConfig as checkWhole } from '../../service.ts';
import type { Io } from '../io.ts';
import { configPath } from './config-path.ts';

/** Says whether a configuration file can be used; throws ConfigError with all that is wrong with it. */
export async function checkConfig(io: Io, file: string | undefined): Promise<void> {
  const path = configPath(io, file);
  await checkWhole(await loadConfig(path, io.env));
  io.stdout.write(`${path} is valid\n`);
}
