/** Where things are, as InfluxQL says it. In version 2 a mapping leads from these to buckets. */
export interface Place {
  readonly db: string;
  /** Of the points. */
  readonly rp: string;
  /** Of totals and marks, which are kept longer. */
  readonly totalsRp: string;
}
