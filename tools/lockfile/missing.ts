/** A package as package-lock.json holds it. */
export interface Locked {
  version?: string;
  optional?: true;
  dev?: true;
  os?: readonly string[];
  cpu?: readonly string[];
  libc?: readonly string[];
  optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockedPackages = Record<string, Locked>;

/** The optional dependencies that a lockfile names but does not hold: `npm ci` refuses such a lockfile. */
export function missingFrom(packages: LockedPackages): LockedPackages {
  const missing: LockedPackages = {};
  for (const [place, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isHeld(packages, place, name)) continue;
      missing[`node_modules/${name}`] = inNpmsOrder({
        version,
        ...platformOf(name),
        ...(dev && { dev }),
        optional: true,
      });
    }
  }
  return missing;
}

function inNpmsOrder({ version, ...rest }: Locked): Locked {
  return {
    ...(version !== undefined && { version }),
    ...Object.fromEntries(Object.entries(rest).toSorted(([a], [b]) => a.localeCompare(b, 'en'))),
  };
}

/** Whether Node would find the package from the place of another, going up folder by folder. */
function isHeld(packages: LockedPackages, place: string, name: string): boolean {
  for (let above = place; ; above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/')))) {
    if (Object.hasOwn(packages, `${above}${above && '/'}node_modules/${name}`)) return true;
    if (above === '') return false;
  }
}

/** The platform in a binary package's name: `@oxlint/binding-linux-x64-musl`, `@oxlint-tsgolint/win32-x64`. */
function platformOf(name: string): Pick<Locked, 'os' | 'cpu' | 'libc'> {
  const found =
    /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)/.exec(name);
  const [, os, cpu] = found ?? [];
  if (os === undefined || cpu === undefined) throw new Error(`no platform in the name ${name}`);
  const libc = /-(musl|gnu)$/.exec(name)?.[1]?.replace('gnu', 'glibc');
  return { os: [os], cpu: [cpu], ...(libc !== undefined && { libc: [libc] }) };
}
