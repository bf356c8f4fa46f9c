import { z } from 'zod';
import { fieldKinds, type FieldKind } from '../lib/fields.ts';

/**
 * What a schema lets stand at one place of the file: its alternatives, with wrappers and unions taken
 * off. This is what lets the file be read by meaning (a secret, a path, a number in quotes) before
 * the schema judges it, and lets an error name the keys that would have been right.
 */
export interface Expected {
  readonly alternatives: readonly z.ZodType[];
  readonly kinds: readonly FieldKind[];
}

const nothingExpected: Expected = { alternatives: [], kinds: [] };

export function expectedBy(schema: z.core.$ZodType): Expected {
  if (!(schema instanceof z.ZodType)) return nothingExpected;
  const kind = fieldKinds.get(schema)?.kind;
  const inner = innerSchemas(schema);
  const found = inner === undefined ? { alternatives: [schema], kinds: [] } : both(inner.map(expectedBy));
  return kind === undefined ? found : { ...found, kinds: [kind, ...found.kinds] };
}

/** What may stand under a key of an object or record, or in a place of an array. */
export function expectedAt(expected: Expected, key: string | number): Expected {
  return both(
    expected.alternatives.flatMap((schema) => {
      if (isOpaque(schema)) return [expectedBy(schema)];
      if (schema instanceof z.ZodArray) return [expectedBy(schema.element)];
      if (schema instanceof z.ZodTuple)
        return schema.def.items.slice(Number(key), Number(key) + 1).map(expectedBy);
      if (schema instanceof z.ZodRecord) return [expectedBy(schema.valueType)];
      if (!(schema instanceof z.ZodObject)) return [];
      const known = Object.hasOwn(schema.shape, key) ? schema.shape[key] : schema.def.catchall;
      return known === undefined || known instanceof z.ZodNever ? [] : [expectedBy(known)];
    }),
  );
}

export function expectedAlong(expected: Expected, path: readonly (string | number)[]): Expected {
  return path.reduce(expectedAt, expected);
}

/** The keys that the schema knows by name; none for a record. */
export function knownKeys(expected: Expected): readonly string[] {
  return [
    ...new Set(
      expected.alternatives.flatMap((schema) =>
        schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
      ),
    ),
  ];
}

/** Of several objects those that the value means, as words in it tell them apart: `{ "type": "JobScaler" }`. */
export function meantBy(value: unknown, expected: Expected): Expected {
  const meant = expected.alternatives.filter(
    (schema) => !(schema instanceof z.ZodObject) || fits(value, schema.shape),
  );
  return meant.length === 0 ? expected : { ...expected, alternatives: meant };
}

function fits(value: unknown, shape: z.core.$ZodShape): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(shape).every(([key, field]) => {
    const isWord = expectedBy(field).alternatives.every((schema) => schema instanceof z.ZodLiteral);
    return !isWord || z.safeParse(field, Reflect.get(value, key)).success;
  });
}

/** Whether keys are the schema's, so that another spelling may stand for them; a record's are the user's own. */
export function keysAreNamed(expected: Expected): boolean {
  return expected.alternatives.some((schema) => schema instanceof z.ZodObject);
}

/** Whether a text may stand there, if only as a number or boolean in quotes; then so may a secret. */
export function takesText(expected: Expected): boolean {
  return TEXTS.some((type) => takes(expected, type)) && !expected.alternatives.some(isContainer);
}

export function takes({ alternatives }: Expected, type: (typeof TEXTS)[number]): boolean {
  return alternatives.some((schema) => {
    if (schema instanceof z.ZodEnum) return type === 'string';
    if (schema instanceof z.ZodLiteral) return schema.values.values().some((word) => typeof word === type);
    return schema.type === type || isOpaque(schema);
  });
}

const TEXTS = ['string', 'number', 'boolean'] as const;

function isContainer(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodRecord) return true;
  return (
    schema instanceof z.ZodObject &&
    (Object.hasOwn(schema.shape, 'env') || Object.hasOwn(schema.shape, 'file'))
  );
}

/** Anything may stand there. */
function isOpaque(schema: z.ZodType): boolean {
  return schema instanceof z.ZodLazy || schema instanceof z.ZodUnknown || schema instanceof z.ZodAny;
}

function innerSchemas(schema: z.ZodType): readonly z.core.$ZodType[] | undefined {
  if (schema instanceof z.ZodUnion) return schema.options;
  if (schema instanceof z.ZodPipe)
    return [schema.in, schema.out].filter((end) => !(end instanceof z.ZodTransform));
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodNonOptional
  ) {
    return [schema.def.innerType];
  }
  return undefined;
}

function both(all: readonly Expected[]): Expected {
  return { alternatives: all.flatMap((one) => one.alternatives), kinds: all.flatMap((one) => one.kinds) };
}
