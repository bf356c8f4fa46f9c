/** The file of a worker as this installation has it: `.ts` in a checkout, `.js` once built. */
export function workerUrl(source: URL): URL {
  return import.meta.url.endsWith('.js') ? new URL(source.href.replace(/\.ts$/, '.js')) : source;
}
