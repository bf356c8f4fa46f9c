import type { Series, Tags } from '../points.ts';
import type { Owner } from '../totals.ts';

/** Who used what a series tells of. */
export interface Identity {
  readonly owner: Owner;
  readonly process: string;
}

/** Points that name no process are of one that has the job's name; those without the account's tag are on the account of their namespace. */
export function identityOf(tags: Tags, accountTag: string): Identity {
  const { namespace_name: namespace = '', container_name: job = '', pod_name: process, user = '' } = tags;
  return { owner: { namespace, account: tags[accountTag] || namespace, job, user }, process: process || job };
}

/** One text for equal identities. */
export function identityKey({ owner: { namespace, account, job, user }, process }: Identity): string {
  return JSON.stringify([namespace, account, job, user, process]);
}

/** One text for equal series. */
export function seriesKey({ measurement, tags }: Series): string {
  return measurement + tagsKey(tags);
}

/** One text for equal tags; no store writes empty values. */
export function tagsKey(tags: Tags): string {
  if (isCanonical(tags)) return JSON.stringify(tags);
  const names = Object.keys(tags).filter((name) => tags[name] !== '');
  return JSON.stringify(Object.fromEntries(names.toSorted().map((name) => [name, tags[name]])));
}

/** As most stores give them. */
function isCanonical(tags: Tags): boolean {
  let before = '';
  for (const name of Object.keys(tags)) {
    if (name < before || tags[name] === '') return false;
    before = name;
  }
  return true;
}
