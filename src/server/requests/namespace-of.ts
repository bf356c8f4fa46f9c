import { isNamespace } from '../../api/names.ts';

/**
 * The namespace a request asks for. Clients outside a cluster send the path of a file that they could
 * not read, and those inside send a file's text untrimmed; what cannot be a name means the default one.
 */
export function namespaceOf(jrunns: unknown, defaultNamespace: string): string {
  if (typeof jrunns !== 'string') return defaultNamespace;
  const name = jrunns.trim();
  return isNamespace(name) ? name : defaultNamespace;
}
