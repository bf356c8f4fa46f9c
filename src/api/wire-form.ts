import { z } from 'zod';
import { show, ValueError } from './value-error.ts';

type Complaint = (issue: { readonly input?: unknown }) => string;

/** No number, time or amount is longer; patterns need not be proof against megabytes. */
const LONGEST_WORD = 1_000;
const word = (error: Complaint) => z.string().refine((text) => text.length <= LONGEST_WORD, { error });

/** In what shape a value may arrive: a query string holds only text, JSON all of these. */
export const arriving = {
  text: (error: Complaint) => z.string({ error }),
  number: (error: Complaint) => z.union([z.number(), word(error)], { error }),
  flag: (error: Complaint) => z.union([z.boolean(), z.number(), word(error)], { error }),
  list: (error: Complaint) => z.union([z.array(z.unknown()), z.string(), z.number()], { error }),
  map: (error: Complaint) => z.union([z.record(z.string(), z.unknown()), z.string()], { error }),
  ports: (error: Complaint) =>
    z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.string(), z.number()], { error }),
} as const;

/**
 * A schema for a value that arrives in several forms. `read` gives its one meaning; undefined or a ValueError
 * if it has none. What it gives is read to the same again, so that a stored value may be sent back.
 */
export function wireForm<Arrived, Meaning>(
  shape: (error: Complaint) => z.ZodType<Arrived, Arrived>,
  allowed: string,
  read: (value: Arrived) => Meaning | undefined,
) {
  const complain: Complaint = ({ input }) =>
    input === undefined ? `is missing; give ${allowed}` : `is ${show(input)}; allowed: ${allowed}`;
  return shape(complain).transform((value, context): Meaning => {
    const [meaning, trouble] = attempt(() => read(value));
    if (meaning !== undefined) return meaning;
    const message = trouble === undefined ? complain({ input: value }) : `${trouble}; allowed: ${allowed}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function attempt<Meaning>(read: () => Meaning | undefined): [Meaning | undefined, string | undefined] {
  try {
    return [read(), undefined];
  } catch (error) {
    if (error instanceof ValueError) return [undefined, error.message];
    throw error;
  }
}
