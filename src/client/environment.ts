/** What a job's environment says, where there is one; empty values count as absent. */
export function environment(name: string): string | undefined {
  const value = typeof process === 'undefined' ? undefined : process.env[name];
  return value === '' ? undefined : value;
}
