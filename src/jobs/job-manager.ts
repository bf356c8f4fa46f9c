import type { JobDescription } from '../api/calls/describe-job.ts';
import type { JobStatus, JobStatusTuple } from '../api/calls/job-status.ts';
import { MOST_WORKERS } from '../api/parallelism.ts';
import type { Clock } from '../lib/clock.ts';
import { InvalidError } from '../lib/errors.ts';
import { canonicalJson } from '../lib/json.ts';
import type { Log } from '../lib/log.ts';
import type { Millis } from '../lib/time.ts';
import { checkNames } from './check-names.ts';
import { chooseVictims } from './choose-victims.ts';
import type { ClusterStatus, Endpoint } from './cluster-status.ts';
import { describeHosted, describeJob } from './describe-job.ts';
import { hostedStatusOf, hostedStatusTupleOf } from './hosted-status.ts';
import { jobKey, type JobRef } from './job-ref.ts';
import {
  ended,
  fixedVolume,
  incomplete,
  nameTaken,
  unknownJob,
  withoutWorkers,
  wrongType,
} from './job-errors.ts';
import type { JobRequest, TypedRef } from './job-request.ts';
import type { JobScale } from './job-scale.ts';
import type { JobSpec, Owner } from './job-spec.ts';
import type { JobState } from './job-state.ts';
import { statusOf, statusTupleOf } from './job-status.ts';
import type { JobTypes } from './job-types.ts';
import { KeyedLock } from './keyed-lock.ts';
import { mergeParameters, storable } from './merge-parameters.ts';
import { noHostedJobs } from './no-hosted-jobs.ts';
import type { Cluster } from './ports/cluster.ts';
import type { Declared } from './ports/declared.ts';
import type { HostedJob, HostedJobs, HostedSpec } from './ports/hosted-jobs.ts';
import type { JobLogs, LogLine, LogQuery } from './ports/job-logs.ts';
import type { WorkerActivity } from './ports/worker-activity.ts';
import { specOf } from './spec-of.ts';

/** What came of a deletion; `staysAway`: the configuration file declares it, and does not bring it back as it is. */
export interface Deletion {
  readonly deleted: boolean;
  readonly staysAway: boolean;
}

/** Logs outlive their job, so a type is no more than a check. */
type TailQuery = LogQuery & { readonly type?: string };

const WAIT_POLL: Millis = 500;

/**
 * All that callers do with jobs, whether the cluster runs them or the service itself (scalers). Names are unique in a
 * namespace across both: submit, update and delete of one name run one after the other.
 */
export class JobManager {
  readonly #cluster: Cluster;
  readonly #logs: JobLogs;
  readonly #declared: Declared;
  readonly #activity: WorkerActivity;
  readonly #types: JobTypes;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lock = new KeyedLock();
  #hosted: HostedJobs = noHostedJobs;

  constructor(o: {
    readonly cluster: Cluster;
    readonly logs: JobLogs;
    readonly declared: Declared;
    readonly activity: WorkerActivity;
    readonly types: JobTypes;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#cluster = o.cluster;
    this.#logs = o.logs;
    this.#declared = o.declared;
    this.#activity = o.activity;
    this.#types = o.types;
    this.#clock = o.clock;
    this.#log = o.log;
  }

  /** Binds what runs jobs in the service itself. */
  host(hosted: HostedJobs): void {
    this.#hosted = hosted;
  }

  /** InvalidError names what is wrong with the request; ConflictError (`name-taken`) if the name is in use. */
  submit(request: JobRequest, signal: AbortSignal): Promise<void> {
    return this.#alone(request, signal, async () => {
      checkNames(request);
      await this.#refuseTaken(request, signal);
      if (this.#isHosted(request.type)) {
        await this.#hosted.submit(hostedSpecOf(request, request.parameters), signal);
      } else {
        const spec = specOf(this.#types.get(request.type, this.#hosted.types), request);
        await this.#cluster.check(spec, signal);
        await this.#cluster.submit(spec, signal);
      }
      this.#log.info('submitted job', { ...nameOf(request), owner: request.owner });
    });
  }

  /**
   * Puts the given parameters in the place of the submitted ones; null or `nothing` takes one away. Owner, user and
   * scale stay. NotFoundError; InvalidError also for a new run_volume; ConflictError once the job has ended.
   */
  update(request: JobRequest, signal: AbortSignal): Promise<void> {
    return this.#alone(request, signal, async () => {
      const hosted = this.findHosted(request);
      if (hosted === undefined) await this.#updateOnCluster(request, signal);
      else {
        const merged = mergeParameters(hosted.spec.parameters, request.parameters);
        await this.#hosted.update(hostedSpecOf({ ...request, ...ownerOf(hosted.spec) }, merged), signal);
      }
      this.#log.info('updated job', nameOf(request));
    });
  }

  /**
   * Removes a job and first its scalers; or a scaler. One that the configuration file declares stays away, if a caller
   * deletes it, until its entry changes. NotFoundError; ConflictError (`incomplete`) without force unless it has ended.
   */
  delete(
    ref: TypedRef,
    o: { readonly force: boolean; readonly by: Owner },
    signal: AbortSignal,
  ): Promise<Deletion> {
    return this.#alone(ref, signal, async () => {
      const hosted = this.findHosted(ref);
      const state = hosted === undefined ? await this.find(ref, signal) : undefined;
      if (state !== undefined && state.finished === undefined && !o.force) throw incomplete(ref);
      const { owner } = (hosted ?? state)?.spec ?? {};
      const staysAway =
        o.by === 'api' &&
        owner === 'config' &&
        (await this.#keepAway(ref, hosted === undefined ? 'job' : 'scaler', signal));
      if (hosted !== undefined) {
        return { deleted: await this.#hosted.delete(ref.namespace, ref.name, signal), staysAway };
      }
      await this.#hosted.ended(ref, signal);
      const deleted = await this.#cluster.delete(ref, signal);
      this.#log.info('deleted job', { ...nameOf(ref), by: o.by });
      return { deleted, staysAway };
    });
  }

  /** NotFoundError if it is unknown (`not-found`), of another type (`wrong-type`), or hosted. */
  async find(ref: TypedRef, signal: AbortSignal): Promise<JobState> {
    const state = await this.#cluster.find(ref, signal);
    const type = state?.spec.type ?? this.#hosted.find(ref.namespace, ref.name)?.spec.type;
    if (state !== undefined && type === ref.type) return state;
    throw type === undefined ? unknownJob(ref) : wrongType(ref, type);
  }

  /** A job of this type that the service runs in itself. */
  findHosted(ref: TypedRef): HostedJob | undefined {
    const job = this.#hosted.find(ref.namespace, ref.name);
    return job?.spec.type === ref.type ? job : undefined;
  }

  async status(ref: TypedRef, signal: AbortSignal): Promise<JobStatus> {
    const hosted = this.findHosted(ref);
    return hosted === undefined ? statusOf(await this.find(ref, signal)) : hostedStatusOf(hosted);
  }

  /** The status as clients of old index it. */
  async statusTuple(ref: TypedRef, signal: AbortSignal): Promise<JobStatusTuple> {
    const hosted = this.findHosted(ref);
    return hosted === undefined ? statusTupleOf(await this.find(ref, signal)) : hostedStatusTupleOf(hosted);
  }

  async describe(ref: TypedRef, signal: AbortSignal): Promise<JobDescription> {
    const hosted = this.findHosted(ref);
    if (hosted !== undefined) return describeHosted(hosted);
    return describeJob(await this.find(ref, signal), this.#hosted.list(ref.namespace));
  }

  /** Whether a job has exactly the parameters that are requested. InvalidError if they are not valid. */
  isAsRequested(request: JobRequest, spec: Pick<JobSpec, 'type' | 'parameters'>): boolean {
    if (spec.type !== request.type) return false;
    const wanted = this.#isHosted(request.type)
      ? hostedSpecOf(request, request.parameters)
      : specOf(this.#types.get(request.type), request);
    return canonicalJson(wanted.parameters) === canonicalJson(spec.parameters);
  }

  /** NotFoundError; 0 of 0 for jobs without workers. */
  async scale(ref: TypedRef, signal: AbortSignal): Promise<JobScale> {
    const hosted = this.findHosted(ref);
    if (hosted !== undefined) return { requested: 0, running: 0, changedAt: hosted.since };
    await this.find(ref, signal);
    const scale = (await this.#cluster.scales([ref], signal)).get(jobKey(ref));
    if (scale === undefined) throw unknownJob(ref);
    return scale;
  }

  /** One call for many jobs; one that is unknown is missing. */
  scales(refs: readonly JobRef[], signal: AbortSignal): Promise<ReadonlyMap<string, JobScale>> {
    return this.#cluster.scales(refs, signal);
  }

  /**
   * Requests `n` workers. When that are fewer, those least missed go first. NotFoundError; InvalidError beyond
   * 0..100000 or for a job without workers, unless 0; ConflictError once the job has ended.
   */
  async setScale(ref: JobRef, n: number, signal: AbortSignal): Promise<void> {
    if (!Number.isInteger(n) || n < 0 || n > MOST_WORKERS) {
      throw new InvalidError(
        'bad-parameter',
        `parallelism is ${n}; allowed: a whole number from 0 to ${MOST_WORKERS}`,
      );
    }
    const state = await this.#cluster.find(ref, signal);
    const { spec } = state ?? this.#hosted.find(ref.namespace, ref.name) ?? {};
    if (spec === undefined) throw unknownJob(ref);
    if (state?.spec.workers === undefined) {
      if (n > 0) throw withoutWorkers(spec);
      return;
    }
    if (state.finished !== undefined) throw ended(state.spec, 'it cannot be scaled');
    const excess =
      state.processes.filter(({ role, phase }) => role === 'worker' && phase !== 'draining').length - n;
    const victims =
      excess > 0 ? chooseVictims(state.processes, await this.#activity.of(ref, signal), excess) : [];
    await this.#cluster.setScale(ref, n, victims, signal);
    if (n !== state.requested)
      this.#log.debug('changed scale', { ...nameOf(ref), from: state.requested, to: n });
  }

  /** All jobs of one namespace, or of all. */
  async list(
    namespace: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly states: readonly JobState[]; readonly hosted: readonly HostedJob[] }> {
    const states = await this.#cluster.list(namespace, signal);
    return { states, hosted: this.#hosted.list(namespace) };
  }

  /** NotFoundError; a scaler has no hosts, and neither has a job without ports. */
  async endpoint(ref: TypedRef, signal: AbortSignal): Promise<Endpoint> {
    const offers = this.findHosted(ref) === undefined && (await this.find(ref, signal)).spec.ports.length > 0;
    return offers ? this.#cluster.endpoint(ref, signal) : { hosts: [], ports: {} };
  }

  /** As JobLogs; NotFoundError (`wrong-type`) if a type is given and the job is of another. */
  async tail(query: TailQuery, signal: AbortSignal): Promise<readonly LogLine[]> {
    await this.#refuseWrongType(query, signal);
    return this.#isSilent(query) ? [] : this.#logs.tail(query, signal);
  }

  /** As JobLogs; the same. */
  async *follow(query: TailQuery, signal: AbortSignal): AsyncGenerator<LogLine> {
    await this.#refuseWrongType(query, signal);
    if (!this.#isSilent(query)) yield* this.#logs.follow(query, signal);
  }

  /** The status once the job has ended, or what it is after `timeout`. NotFoundError, also if it is deleted meanwhile. */
  async wait(ref: TypedRef, timeout: Millis | undefined, signal: AbortSignal): Promise<JobStatus> {
    const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : this.#clock.monotonic() + timeout;
    for (;;) {
      const status = await this.status(ref, signal);
      const left = deadline - this.#clock.monotonic();
      if (status.succeeded || status.failed || left <= 0) return status;
      await this.#clock.sleep(Math.min(WAIT_POLL, left), signal);
    }
  }

  systemStatus(signal: AbortSignal): Promise<ClusterStatus> {
    return this.#cluster.status(signal);
  }

  #alone<Result>(ref: JobRef, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    return this.#lock.run(jobKey(ref), signal, work);
  }

  /** What the service runs in itself writes no lines of its own. */
  #isSilent({ namespace, job }: TailQuery): boolean {
    return job !== undefined && this.#hosted.find(namespace, job) !== undefined;
  }

  #isHosted(type: string): boolean {
    return this.#hosted.types.includes(type);
  }

  async #refuseTaken(ref: JobRef, signal: AbortSignal): Promise<void> {
    const taken = this.#hosted.find(ref.namespace, ref.name) ?? (await this.#cluster.find(ref, signal));
    if (taken !== undefined) throw nameTaken(taken.spec);
  }

  async #refuseWrongType({ namespace, job: name, type }: TailQuery, signal: AbortSignal): Promise<void> {
    if (name === undefined || type === undefined) return;
    const state = await this.#cluster.find({ namespace, name }, signal);
    if (state !== undefined && state.spec.type !== type)
      throw wrongType({ namespace, name, type }, state.spec.type);
  }

  async #updateOnCluster(request: JobRequest, signal: AbortSignal): Promise<void> {
    const state = await this.find(request, signal);
    if (state.finished !== undefined) throw ended(request, 'delete it and submit it again');
    const parameters = mergeParameters(state.spec.parameters, request.parameters);
    const { namespace, name, type } = request;
    const secrets = [...new Set([...(state.spec.secrets ?? []), ...(request.secrets ?? [])])];
    const whole = { namespace, name, type, parameters, secrets, ...ownerOf(state.spec) };
    const spec = specOf(this.#types.get(type), whole);
    if (spec.runVolume !== state.spec.runVolume) throw fixedVolume(state.spec, spec.runVolume);
    await this.#cluster.check(spec, signal);
    await this.#cluster.update(spec, signal);
  }

  /**
   * Whether the file declares it. Remembered before the deletion: cut short between the two, the job is still there,
   * and that is seen.
   */
  async #keepAway(ref: JobRef, kind: 'job' | 'scaler', signal: AbortSignal): Promise<boolean> {
    const entries = (await this.#declared.read(signal)).filter(
      (entry) => entry.kind === kind && entry.name === ref.name && entry.namespace === ref.namespace,
    );
    if (entries.length === 0) return false;
    await this.#declared.write(
      entries.map((entry) => ({ ...entry, deletedByApi: true })),
      signal,
    );
    this.#log.info(
      'deleted through the API what the configuration declares; it stays away until its entry changes',
      nameOf(ref),
    );
    return true;
  }
}

function nameOf({ namespace, name }: JobRef): { namespace: string; job: string } {
  return { namespace, job: name };
}

function ownerOf({ owner, user }: { readonly owner: Owner; readonly user?: string }) {
  return user === undefined ? { owner } : { owner, user };
}

function hostedSpecOf(request: JobRequest, parameters: Readonly<Record<string, unknown>>): HostedSpec {
  const { type, namespace, name } = request;
  return {
    type,
    namespace,
    name,
    ...ownerOf(request),
    parameters: storable(mergeParameters({}, parameters)),
  };
}
