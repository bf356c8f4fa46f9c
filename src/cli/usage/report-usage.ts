import { getRusage, type Rusage } from '../../client/index.ts';
import { periodOf, type AskedPeriod } from '../asked-period.ts';
import type { Period } from '../calendar/calendar.ts';
import { shownPeriod } from '../calendar/format-time.ts';
import { periodBetween } from '../calendar/parse-time.ts';
import { CliError } from '../cli-error.ts';
import { countOption } from '../count-option.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { note } from '../note.ts';
import { printable } from '../printable.ts';
import { Progress } from '../progress.ts';
import { connect } from '../remote-command.ts';
import { onlyAccount, topRows } from './choose-rows.ts';
import { drawUsage } from './draw-usage.ts';
import { notesOn } from './notes.ts';
import type { RusageOptions } from './rusage-options.ts';
import { usageCsv } from './usage-csv.ts';
import { usageTable } from './usage-table.ts';

/** Asks for the report, and a chart of it, and prints both; what a reader should know beside them is told, too. */
export async function reportUsage(io: Io, word: string | undefined, options: RusageOptions): Promise<void> {
  const remote = connect(io, options);
  const { account, by } = options;
  const most = options.top === undefined ? undefined : countOption('--top', options.top, 1);
  const charted = options.chart === true || options.per !== undefined;
  if (charted && options.format !== 'table')
    throw new CliError(exitCodes.usage, '--chart draws for people; leave it out, or --format');
  const asked = await periodOf(io, word, options);
  const { calendar } = asked;

  await using progress = new Progress(io);
  progress.show('adding up');
  const whole = await getRusage(remote.context, {
    ...remote.call,
    start: asked.start,
    end: asked.end,
    resource: options.resource,
    by,
  });
  const used = periodBetween(calendar, whole.start_time, whole.end_time);
  const usage = account === undefined ? whole : onlyAccount(whole, account);
  const chart = charted
    ? await drawUsage(io, remote, usage, { calendar, period: used, unit: options.per, account, progress })
    : '';
  await progress[Symbol.asyncDispose]();

  const { top } = topRows(usage, most);
  if (options.format === 'csv') remote.show(usage, () => usageCsv(usage, top, calendar, used));
  else {
    remote.show({ ...usage, rows: top, time_zone: calendar.zone }, () =>
      [shownPeriod(calendar, used), usageTable(usage, by, most, io.stdout), chart]
        .filter((text) => text !== '')
        .join('\n\n'),
    );
  }
  if (account !== undefined && usage.rows.length === 0) note(io, otherAccounts(account, whole));
  for (const text of notesOn(usage, { calendar, asked: exactly(asked), used, by, now: io.now() }))
    note(io, text);
}

/** What was asked for, if that is known here and not the service's to find out. */
function exactly({ start, end }: AskedPeriod): Period | undefined {
  if (typeof start !== 'bigint' || typeof end !== 'bigint') return undefined;
  return start <= end ? { start, end } : { start: end, end: start };
}

function otherAccounts(account: string, { accounts }: Rusage): string {
  const names = Object.keys(accounts).map((name) => printable(name) || '-');
  const there = names.length === 0 ? 'nobody used anything' : `there are ${names.slice(0, 10).join(', ')}`;
  return `nothing was used by "${printable(account)}"; ${there}${names.length > 10 ? ' and others' : ''}`;
}
