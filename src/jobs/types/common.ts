import { parseDuration } from '../../lib/duration.ts';
import type { Command, JobSpec } from '../job-spec.ts';

/** The parameters that all types share, or that most do. */
interface CommonParameters {
  readonly image: string;
  readonly run_volume: string;
  readonly additional_volumes: readonly string[];
  readonly pkg_bundle?: string | undefined;
  readonly ports?: Readonly<Record<string, readonly [number, number]>>;
  readonly external?: boolean;
  readonly retries: number;
  readonly timeout?: string | number | undefined;
  readonly ttl_after_finished?: string | number | undefined;
  readonly termination_grace: string | number;
}

type Common = Pick<
  JobSpec,
  | 'image'
  | 'runVolume'
  | 'additionalVolumes'
  | 'packageBundle'
  | 'ports'
  | 'external'
  | 'retries'
  | 'timeout'
  | 'ttlAfterFinished'
  | 'terminationGrace'
>;

/** What all specs say in the same way. */
export function common(parameters: CommonParameters): Common {
  const { timeout, ttl_after_finished: ttl, pkg_bundle: bundle } = parameters;
  return {
    image: parameters.image,
    runVolume: parameters.run_volume,
    additionalVolumes: parameters.additional_volumes,
    ...(bundle !== undefined && { packageBundle: bundle }),
    ports: Object.entries(parameters.ports ?? {}).map(([name, [container, service]]) => ({
      name,
      container,
      service,
    })),
    external: parameters.external ?? false,
    retries: parameters.retries,
    ...(timeout !== undefined && { timeout: parseDuration(timeout) }),
    ...(ttl !== undefined && { ttlAfterFinished: parseDuration(ttl) }),
    terminationGrace: parseDuration(parameters.termination_grace),
  };
}

/** A script under the image's executable, or under a shell of its own. */
export function runScript(script: string, shell: string | undefined): Command {
  return { kind: 'script', script, ...(shell !== undefined && { shell }) };
}
