import { readFile, writeFile } from 'node:fs/promises';
import { missingFrom, type LockedPackages } from './lockfile/missing.ts';

/**
 * npm leaves binaries for other platforms out of package-lock.json when the registry at hand does not offer
 * them, and then `npm ci` refuses the lockfile. Run this after `npm install`: it adds them, without a hash.
 */
const file = new URL('../package-lock.json', import.meta.url);
const lockfile = JSON.parse(await readFile(file, 'utf8')) as { packages: LockedPackages };
const missing = missingFrom(lockfile.packages);
const sorted = Object.entries({ ...lockfile.packages, ...missing }).toSorted(([a], [b]) =>
  a.localeCompare(b, 'en'),
);
await writeFile(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${Object.keys(missing).length} packages added to package-lock.json`);
