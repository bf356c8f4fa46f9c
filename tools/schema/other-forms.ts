/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

const SECRET = { $ref: '#/definitions/secret' };
const QUOTED: Readonly<Record<string, JsonSchema>> = {
  number: { type: 'string', pattern: '^[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$' },
  integer: { type: 'string', pattern: '^[+-]?[0-9]+$' },
  boolean: { enum: ['true', 'false'] },
};
/** Stay outside an `anyOf`: they say something of all forms. */
const OUTSIDE = ['description', 'default'];

/** The same schemas, and beside every text, number and boolean the other forms that the loader reads: quoted, or a secret. */
export function withOtherForms<Part>(part: Part): Part;
export function withOtherForms(part: unknown): unknown {
  if (Array.isArray(part)) return part.map((item: unknown) => withOtherForms(item));
  if (!isSchema(part)) return part;
  const types = [part['type']].flat();
  if (types.some((type) => typeof type === 'string' && /string|number|integer|boolean/.test(type)))
    return otherForms(part, types);
  return Object.fromEntries(
    Object.entries(part).map(([keyword, value]) => [
      keyword,
      keyword === 'propertyNames' ? value : withOtherForms(value),
    ]),
  );
}

function otherForms(schema: JsonSchema, types: readonly unknown[]): JsonSchema {
  const quoted = types.includes('string') ? [] : types.flatMap((type) => QUOTED[String(type)] ?? []);
  const outside = Object.fromEntries(Object.entries(schema).filter(([keyword]) => OUTSIDE.includes(keyword)));
  const inside = Object.fromEntries(
    Object.entries(schema).filter(
      ([keyword, value]) => !OUTSIDE.includes(keyword) && value !== Number.MAX_SAFE_INTEGER,
    ),
  );
  return { ...outside, anyOf: [inside, ...quoted, SECRET] };
}

function isSchema(part: unknown): part is JsonSchema {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}
