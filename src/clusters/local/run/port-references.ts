const REFERENCE = /\$\{port:([^}]*)\}/g;

/** The names of the ports that a text refers to, as `${port:NAME}`. */
export function portsNamedIn(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map(([, name]) => name ?? '');
}

/** The text with those ports filled in; an unknown one is left as it is. */
export function fillPorts(text: string, ports: Readonly<Record<string, number>>): string {
  return text.replaceAll(REFERENCE, (whole, name: string) => String(ports[name] ?? whole));
}
