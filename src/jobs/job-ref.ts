/** What names a job: its name is unique in its namespace, across all types. */
export interface JobRef {
  readonly namespace: string;
  readonly name: string;
}

/** One text for one job, for maps. Namespaces hold no slash. */
export function jobKey(job: JobRef): string {
  return `${job.namespace}/${job.name}`;
}
