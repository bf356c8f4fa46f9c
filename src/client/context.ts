import { environment } from './environment.ts';

export interface ContextOptions {
  /** Where the service is. Default: `JRUN_URL`, as in every job; else `http://127.0.0.1:8888`. */
  readonly url?: string;
  /** Sent as a bearer token. Default: none. */
  readonly token?: string;
  /** Default: `JRUN_NAMESPACE`; else the service's own default. */
  readonly namespace?: string;
  /** Milliseconds that one call may take, retries included. Default: 60,000. */
  readonly timeout?: number;
  /** How often a call that got no answer, or 502, 503 or 504, is repeated. Default: 3. */
  readonly retries?: number;
}

/** Which service to call, and as whom. */
export class Context {
  readonly url: string;
  readonly token: string | undefined;
  readonly namespace: string | undefined;
  readonly timeout: number;
  readonly retries: number;

  /** TypeError if the URL is not one. */
  constructor(options: ContextOptions = {}) {
    this.url = new URL(options.url ?? environment('JRUN_URL') ?? 'http://127.0.0.1:8888').href.replace(
      /\/+$/,
      '',
    );
    this.token = options.token;
    this.namespace = options.namespace ?? environment('JRUN_NAMESPACE');
    this.timeout = options.timeout ?? 60_000;
    this.retries = options.retries ?? 3;
  }
}
