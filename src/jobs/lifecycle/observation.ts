import type { Instant } from '../../lib/time.ts';

/** How a run ended. `blameless`: through no fault of the process, such as a reboot; it starts again uncounted. */
export interface RunExit {
  readonly at: Instant;
  readonly exitCode?: number;
  readonly reason: 'exited' | 'oom' | 'lost' | 'not-started';
  readonly message?: string;
  readonly blameless?: true;
}

/** What a cluster has seen of one run of a process. */
export type Observation =
  | {
      readonly kind: 'started';
      readonly run: string;
      readonly at: Instant;
      readonly ports: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'ready'; readonly run: string; readonly ready: boolean; readonly at: Instant }
  | { readonly kind: 'exited'; readonly run: string; readonly exit: RunExit };
