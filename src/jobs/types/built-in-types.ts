import type { JobType } from '../job-type.ts';
import { generic } from './generic.ts';
import { juliaBatch } from './julia-batch.ts';
import { juliaParBatch } from './julia-par-batch.ts';
import { juliaParBatchWorkers } from './julia-par-batch-workers.ts';
import { messageQ } from './message-q.ts';
import { notebook } from './notebook.ts';
import { pkgBuilder } from './pkg-builder.ts';
import { webserver } from './webserver.ts';

/** The job types that come with the service. */
export const builtInTypes: readonly JobType[] = [
  juliaBatch,
  juliaParBatch,
  juliaParBatchWorkers,
  notebook,
  pkgBuilder,
  webserver,
  messageQ,
  generic,
];
