import type { Command } from 'commander';
import { calendarUnits, spanForms, type CalendarUnit } from './calendar/calendar-unit.ts';

/** How a command line names a period. */
export interface PeriodOptions extends Readonly<Partial<Record<CalendarUnit, string>>> {
  readonly start?: string;
  readonly end?: string;
  readonly tz?: string;
}

/** Gives a command the argument and the options that name a period. `standard` is how long the service takes without. */
export function withPeriod(command: Command, standard: string): Command {
  command
    .argument('[period]', 'day, week, month or year, written or named as in the options for them')
    .option('--start <time>', `from, such as -1h or 2026-10-25 (default: ${standard} before the end)`)
    .option('--end <time>', 'to (default: now)');
  for (const unit of calendarUnits) command.option(`--${unit} <${unit}>`, spanForms[unit]);
  return command.option('--tz <zone>', "time zone of dates, such as Asia/Kolkata (default: this machine's)");
}
