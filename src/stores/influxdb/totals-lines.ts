import type { Amounts, Total, WindowMark } from '../../accounting/totals.ts';
import { FatalError } from '../../lib/errors.ts';
import { fieldText, fieldValue, lineKey } from './line-protocol.ts';

export const TOTALS = 'juliarun_totals';
export const WINDOWS = 'juliarun_windows';

/** The fields that hold the amounts. */
export const AMOUNT_FIELDS = [
  ['cpu', 'cpu'],
  ['mem', 'mem'],
  ['gpu', 'gpu'],
  ['cpuRequested', 'cpu_requested'],
  ['memRequested', 'mem_requested'],
  ['count', 'count'],
  ['seconds', 'seconds'],
  ['alive', 'alive'],
] as const satisfies readonly (readonly [keyof Amounts, string])[];

/** A total as a line, at the start of its window. FatalError if its owner has a name that no point can have. */
export function totalLine(total: Total): string {
  const { level, namespace, account, job, user, start } = total;
  const line = lineKey({ measurement: TOTALS, tags: { level, namespace, account, job, user } });
  if ('unfit' in line) throw new FatalError('bad-total', `a total cannot be stored: ${line.unfit}`);
  const fields = AMOUNT_FIELDS.map(([amount, field]) => `${field}=${fieldValue(total[amount])}`);
  return `${line.key} ${fields.join(',')} ${start}\n`;
}

/** A mark as a line. Instants are texts, as a field's integer is no exact number in JSON. */
export function markLine({ start, state, since, until, interval }: WindowMark): string {
  const texts = { state, since: String(since), until: String(until) };
  const fields = Object.entries(texts).map(([field, text]) => `${field}=${fieldText(text)}`);
  return `${WINDOWS} ${fields.join(',')},interval=${fieldValue(interval)} ${start}\n`;
}
