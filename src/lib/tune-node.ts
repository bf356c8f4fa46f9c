import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';

/**
 * Node's settings for a service that runs for long. To be called first, before other modules are loaded;
 * whoever embeds the service may call it too.
 */
export function tuneNode(): void {
  const folder = cacheFolder();
  if (folder !== undefined) enableCompileCache(folder);
  // a collection comes when the heap has grown by a fifth, not when it has doubled: a little more work of a
  // helper thread for half the memory
  setFlagsFromString('--heap-growing-percent=20');
  // new objects die young here, in a small space that stays small, and quick to go through
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** The user's own: code is taken from there unseen, so it must not lie where others can write, as in /tmp. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME: cache, HOME: home } = process.env;
  const caches = cache || (home && path.join(home, '.cache'));
  return caches ? path.join(caches, 'juliarun') : undefined;
}
