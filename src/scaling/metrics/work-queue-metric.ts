import { InvalidError } from '../../lib/errors.ts';
import { canonicalJson } from '../../lib/json.ts';
import { writeCall, writeString } from '../expression/write.ts';
import type { WorkQueueQuery } from '../ports/signal-queries.ts';
import { MASK, tellApart } from './credentials.ts';
import { Leaf } from './leaf.ts';

/** What is counted: ready and unacknowledged messages, or one of the two. */
export const queueModes = ['messages', 'ready', 'unacknowledged'] as const;

const standard = { virtualhost: '/', port: 15_672, mode: 'messages' } as const;

/** Where the queue is: at a named endpoint of the configuration, at a host, or (neither) at the only endpoint. */
export interface WorkQueueOptions {
  readonly virtualhost?: string;
  readonly endpoint?: string;
  readonly host?: string;
  /** Of the management API. */
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: boolean;
  readonly mode?: (typeof queueModes)[number];
}

/**
 * The messages in a work queue. InvalidError if it has no name, if endpoint and host are both given, or if
 * what belongs to a host is given without one.
 */
export class WorkQueueMetric extends Leaf {
  constructor(queue: string, options: WorkQueueOptions = {}) {
    check(queue, options);
    const {
      virtualhost = standard.virtualhost,
      port = standard.port,
      mode = standard.mode,
      tls = false,
    } = options;
    const { endpoint = null, host = null, username = null, password } = options;
    const query = { queue, virtualhost, endpoint, host, port, username, tls, mode } satisfies WorkQueueQuery;
    const credentials = tellApart(options.username, password);
    const key = `rabbitmq:${canonicalJson({ ...query, username: credentials })}`;
    super({
      expression: write(queue, options),
      text: write(queue, {
        ...options,
        ...(options.username === undefined ? {} : { username: MASK }),
        ...(password === undefined ? {} : { password: MASK }),
      }),
      request: { key, source: 'rabbitmq', query, ...(password === undefined ? {} : { secret: password }) },
    });
  }
}

function check(queue: string, options: WorkQueueOptions): void {
  const { endpoint, host, port = standard.port } = options;
  if (queue === '') throw new InvalidError('bad-metric', 'the queue has no name');
  if (endpoint !== undefined && host !== undefined) {
    throw new InvalidError('bad-metric', 'endpoint and host are both given; the queue is at one of them');
  }
  const stray = (['port', 'username', 'password', 'tls'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (host === undefined && stray !== undefined) {
    throw new InvalidError(
      'bad-metric',
      `${stray} is given without host; an endpoint has its own in the configuration`,
    );
  }
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new InvalidError('bad-metric', `the port is ${port}; it must be from 1 to 65535`);
  }
}

function write(queue: string, options: WorkQueueOptions): string {
  const { virtualhost = standard.virtualhost, port = standard.port, mode = standard.mode } = options;
  return writeCall('WorkQueueMetric', [writeString(queue)], {
    virtualhost: virtualhost === standard.virtualhost ? undefined : writeString(virtualhost),
    endpoint: quoted(options.endpoint),
    host: quoted(options.host),
    port: port === standard.port ? undefined : String(port),
    username: quoted(options.username),
    password: quoted(options.password),
    tls: options.tls ? 'true' : undefined,
    mode: mode === standard.mode ? undefined : writeString(mode),
  });
}

function quoted(value: string | undefined): string | undefined {
  return value === undefined ? undefined : writeString(value);
}
