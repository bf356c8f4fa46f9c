import { createTask, parse, validateDetailed } from 'node-cron';
import { messageOf, InvalidError } from './errors.ts';
import { NANOS_PER_MILLI, type Instant } from './time.ts';

/** A schedule. */
export interface Cron {
  /** The first time after this one that it comes to. */
  next(after: Instant): Instant;
}

/** Milliseconds since the epoch, as dates count. */
type Epoch = number;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 1_440 * MINUTE;
const QUARTER = 15 * MINUTE;
/** A 29 February on a certain day of the week may be as far away. */
const FARTHEST = 41 * 366 * DAY;
const ANY_TIME: Epoch = Date.UTC(2000, 0, 1);

/** Part of a schedule, and how far one may look ahead without passing by a time that fits it. */
interface Field {
  readonly fits: (time: Epoch) => boolean;
  readonly stride: number;
  /** Times begin or cease to fit only at multiples of it. */
  readonly grain: number;
}

/**
 * Reads a cron expression: minute, hour, day of month, month and day of week, and seconds before them if there
 * are six fields; a day must fit both of its fields. Where a time zone sets its clocks, a time that is left out
 * does not come, and one that is repeated comes twice. InvalidError `bad-cron` says what is wrong.
 */
export function parseCron(text: string, timeZone = 'UTC'): Cron {
  const { valid, errors } = validateDetailed(text);
  if (!valid) throw invalid(text, errors.map(({ message }) => message).join('; '));
  const fields = fieldsOf(text, timeZone);
  const next = (after: Epoch): Epoch => {
    const found = firstFrom(fields, Math.floor(after / SECOND) * SECOND + SECOND);
    if (found === undefined) throw invalid(text, 'there is no such day');
    return found;
  };
  next(ANY_TIME);
  return { next: (after) => BigInt(next(Number(after / NANOS_PER_MILLI))) * NANOS_PER_MILLI };
}

/** From the longest to the shortest, so that what does not fit is left behind in long strides. */
function fieldsOf(text: string, timeZone: string): readonly Field[] {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = parse(text);
  const fits = (...parts: readonly (string | readonly (number | string)[])[]) => matcher(parts, timeZone);
  return [
    // shorter than the shortest month, and than the shortest day
    { fits: fits('*', '*', '*', '*', month, '*'), stride: 27 * DAY, grain: QUARTER },
    { fits: fits('*', '*', '*', dayOfMonth, '*', dayOfWeek), stride: DAY / 2, grain: QUARTER },
    { fits: fits('*', '*', hour, '*', '*', '*'), stride: QUARTER, grain: QUARTER },
    { fits: fits('*', minute, '*', '*', '*', '*'), stride: MINUTE, grain: MINUTE },
    { fits: fits(second, '*', '*', '*', '*', '*'), stride: SECOND, grain: SECOND },
  ];
}

function matcher(parts: readonly (string | readonly (number | string)[])[], timeZone: string): Field['fits'] {
  const task = createTask(parts.map(String).join(' '), () => {}, { timezone: timeZone });
  void task.destroy(); // it never runs: the clock is ours
  try {
    task.match(new Date(ANY_TIME));
  } catch (error) {
    throw new InvalidError('bad-time-zone', `${messageOf(error)}; write it as Europe/Vienna`, {
      cause: error,
    });
  }
  return (time) => task.match(new Date(time));
}

function firstFrom(fields: readonly Field[], from: Epoch): Epoch | undefined {
  for (let time = from; time < from + FARTHEST;) {
    const unfit = fields.find(({ fits }) => !fits(time));
    if (unfit === undefined) return time;
    time = leave(unfit, time);
  }
  return undefined;
}

/** The first time after this one that may fit. */
function leave({ fits, stride, grain }: Field, unfit: Epoch): Epoch {
  let low = Math.floor(unfit / grain);
  let high = low + stride / grain;
  if (!fits(high * grain)) return high * grain;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle * grain)) high = middle;
    else low = middle;
  }
  return high * grain;
}

function invalid(text: string, reason: string): InvalidError {
  return new InvalidError(
    'bad-cron',
    `"${text}" is no cron expression: ${reason}; write minute, hour, day of month, month and day of week, ` +
      'such as "17 * * * *" for 17 minutes past every hour',
  );
}
