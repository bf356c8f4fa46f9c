/** What names a job on the service: its type, such as `JuliaParBatchWorkers`, and its name. */
export interface Job {
  readonly type: string;
  readonly name: string;
}
