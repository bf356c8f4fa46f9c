/** The query of a SignalRequest to source `job`: what a job uses or has recorded. */
export interface JobMetricQuery {
  readonly namespace: string;
  readonly job: string;
  /** `cpu` and `memory` are use of the ready workers in percent; any other name is a custom measurement. */
  readonly metric: string;
  readonly of: 'request' | 'limit';
  readonly across: 'sum' | 'mean' | 'max' | 'min';
  /** Milliseconds; null is the default: 3 collect intervals, or 5 minutes for a custom measurement. */
  readonly maxAge: number | null;
}

/** The query of a SignalRequest to source `rabbitmq`. null: not given. Passwords are looked up, never part of a query. */
export interface WorkQueueQuery {
  readonly queue: string;
  readonly virtualhost: string;
  readonly endpoint: string | null;
  readonly host: string | null;
  readonly port: number;
  readonly username: string | null;
  readonly tls: boolean;
  readonly mode: string;
}

/** The query of a SignalRequest to source `prometheus`. */
export interface PrometheusQuery {
  readonly query: string;
  readonly endpoint: string | null;
}

/** The query of a SignalRequest to source `http`. `path` is a JSON pointer into the answer. */
export interface HttpQuery {
  readonly url: string;
  readonly path: string;
}
