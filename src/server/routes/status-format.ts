/** The two forms of a job's status: as old clients index it, or by name. */
export type StatusFormat = 'tuple' | 'object';
