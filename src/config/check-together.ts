import { volumesOf } from '../clusters/schema.ts';
import type { PlacedComplaint } from './explain-issue.ts';
import type { Settings } from './schema.ts';

/** Some of the sections: those that are in order by themselves. */
export type SoundSections = { readonly [Section in keyof Settings]?: Settings[Section] | undefined };

/** What no section can see alone: names that must differ, and names that must be there. */
export function checkTogether(sections: SoundSections): readonly PlacedComplaint[] {
  return [
    ...checkVolumes(sections),
    ...checkPackages(sections),
    ...checkJobs(sections),
    ...checkScalers(sections),
    ...checkNodeScaler(sections),
  ];
}

function checkVolumes({ storage }: SoundSections): readonly PlacedComplaint[] {
  if (storage === undefined) return [];
  const volumes = volumesOf(storage);
  return volumes.flatMap(({ name, at }, index) => {
    const first = volumes.findIndex((other) => other.name === name);
    const earlier = volumes[first];
    if (first === index || earlier === undefined) return [];
    const found = `is "${name}", the name of a volume under "${earlier.kind}" already`;
    return [
      { path: ['storage', ...at], found, allowed: 'a name of its own: jobs know a volume by its name alone' },
    ];
  });
}

function checkPackages({ storage, packages }: SoundSections): readonly PlacedComplaint[] {
  if (storage === undefined || packages === undefined) return [];
  const volumes = new Map(volumesOf(storage).map((volume) => [volume.name, volume]));
  return packages.flatMap((bundle, index) => {
    const lacking = [
      { name: bundle, readonly: true },
      { name: `${bundle}rw`, readonly: false },
    ].filter(({ name, readonly }) => volumes.get(name)?.readonly !== readonly);
    return lacking.map(({ name, readonly }) => ({
      path: ['packages', index],
      found: volumes.has(name)
        ? `needs the volume "${name}" to be ${readonly ? 'read-only' : 'writable'}`
        : `has no ${readonly ? 'read-only' : 'writable'} volume "${name}"`,
      allowed: 'a package bundle with a read-only volume of its name and a writable one with "rw" behind it',
      fix: `add { "name": "${name}", "readonly": ${readonly}, ... } to storage`,
    }));
  });
}

function checkJobs(sections: SoundSections): readonly PlacedComplaint[] {
  const jobs = sections.jobs ?? [];
  const names = jobs.map((job) => keyOf(sections, job));
  return jobs.flatMap(({ name, type }, index) => {
    if (type === 'JobScaler' || type === 'KuberJobScaler') {
      return [{ path: ['jobs', index, 'type'], found: `is "${type}"`, fix: 'move the entry to "scalers"' }];
    }
    if (names.indexOf(keyOf(sections, jobs[index] ?? { name })) === index) return [];
    return [taken(['jobs', index, 'name'], name, 'another job')];
  });
}

function checkScalers(sections: SoundSections): readonly PlacedComplaint[] {
  const scalers = sections.scalers ?? [];
  const jobs = new Set((sections.jobs ?? []).map((job) => keyOf(sections, job)));
  const names = new Set<string>();
  const targets = new Map<string, string>();
  return scalers.flatMap((scaler, index): readonly PlacedComplaint[] => {
    const { name, job } = scaler;
    const key = keyOf(sections, scaler);
    const target = keyOf(sections, { ...scaler, name: job.slice(job.indexOf('/') + 1) });
    const other = targets.get(target);
    const complaints: PlacedComplaint[] = [];
    if (jobs.has(key)) complaints.push(taken(['scalers', index, 'name'], name, 'a job'));
    if (names.has(key)) complaints.push(taken(['scalers', index, 'name'], name, 'another scaler'));
    if (other !== undefined) {
      const found = `is "${job}", which "${other}" scales already`;
      complaints.push({
        path: ['scalers', index, 'job'],
        found,
        allowed: 'one scaler for a job',
        fix: 'remove one of the two',
      });
    }
    names.add(key);
    targets.set(target, other ?? name);
    return complaints;
  });
}

function checkNodeScaler(sections: SoundSections): readonly PlacedComplaint[] {
  if (sections.scalingtype !== 'JuliaRun.KuberClusters.KuberScaler') return [];
  if (!('kuberscaler' in sections) || sections.kuberscaler !== undefined) return [];
  return [
    {
      path: ['scalingtype'],
      found: 'is KuberScaler, and there is no "kuberscaler"',
      fix: 'add the section "kuberscaler"',
    },
  ];
}

function taken(path: PlacedComplaint['path'], name: string, by: string): PlacedComplaint {
  return { path, found: `is "${name}", the name of ${by} in the same namespace`, fix: 'choose another name' };
}

function keyOf(
  { compute }: SoundSections,
  { namespace, name }: { namespace?: string | undefined; name: string },
): string {
  return `${namespace ?? compute?.namespace ?? 'default'}/${name}`;
}
