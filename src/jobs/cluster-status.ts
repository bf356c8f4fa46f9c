/** Where a job is reached: hosts, and the real port of each named port. */
export interface Endpoint {
  readonly hosts: readonly string[];
  readonly ports: Readonly<Record<string, number>>;
}

/** What a node has; cpu in millicores, memory in bytes, gpu in devices. */
export interface Capacity {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
}

/** A node: what jobs may reserve on it and what is still free, in percent of that. */
export interface NodeStatus {
  readonly name: string;
  readonly capacity: Capacity;
  readonly freePercent: Capacity;
}

/** The cluster as getSystemStatus tells it. */
export interface ClusterStatus {
  readonly up: boolean;
  readonly reason?: string;
  readonly nodes: readonly NodeStatus[];
  readonly waiting: readonly { readonly namespace: string; readonly job: string; readonly reason: string }[];
}
