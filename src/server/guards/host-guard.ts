const AUTHORITY = /^(\[[0-9a-f:.]+\]|[^:]+?)\.?(?::\d{1,5})?$/;
const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether a request's `Host` header names this service. A page whose name is made to resolve to the
 * loopback address (DNS rebinding) still sends its own name, and is told apart by it. The port is not
 * looked at: a tunnel may lend the service another, and an attacker's page cannot choose the name.
 */
export class HostGuard {
  #hosts: readonly string[] = [];
  #names: ReadonlySet<string> = new Set(LOOPBACK_NAMES);

  /** `hosts`: the further names in force, with or without a port. */
  accepts(host: string | undefined, hosts: readonly string[]): boolean {
    if (hosts !== this.#hosts) {
      this.#hosts = hosts;
      this.#names = new Set([
        ...LOOPBACK_NAMES,
        ...hosts.map(bracketed).flatMap((name) => hostName(name) ?? []),
      ]);
    }
    const name = host === undefined ? undefined : hostName(host);
    return name !== undefined && this.#names.has(name);
  }
}

function hostName(authority: string): string | undefined {
  return AUTHORITY.exec(authority.toLowerCase())?.[1];
}

/** IPv6 addresses stand in brackets in a Host header, but not in configuration. */
function bracketed(host: string): string {
  return /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*$/i.test(host) ? `[${host}]` : host;
}
