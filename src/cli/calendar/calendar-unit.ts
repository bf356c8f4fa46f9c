export const calendarUnits = ['day', 'week', 'month', 'year'] as const;

export type CalendarUnit = (typeof calendarUnits)[number];

/** How spans of each unit are written, for help and messages. */
export const spanForms: Readonly<Record<CalendarUnit, string>> = {
  day: '2026-10-25, today or yesterday',
  week: '2026-W42, this-week or last-week',
  month: '2026-10, this-month or last-month',
  year: '2026, this-year or last-year',
};
