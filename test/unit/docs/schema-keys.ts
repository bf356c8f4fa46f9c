import { z } from 'zod';

/** A part of a JSON Schema, as far as keys are concerned. */
interface Part {
  readonly properties?: Readonly<Record<string, Part>> | undefined;
  readonly items?: Part | readonly Part[] | undefined;
  readonly additionalProperties?: Part | boolean | undefined;
  readonly anyOf?: readonly Part[] | undefined;
  readonly oneOf?: readonly Part[] | undefined;
  readonly allOf?: readonly Part[] | undefined;
}

/** Every key that a value of the schema may have anywhere, by its path: `server.tls.cert`. Lists and names of one's own add nothing to a path. */
export function keysIn(schema: z.ZodType): readonly (readonly string[])[] {
  const options = { io: 'input', unrepresentable: 'any', reused: 'inline' } as const;
  const root = JSON.parse(JSON.stringify(z.toJSONSchema(schema, options))) as Part;
  const found = new Map<string, readonly string[]>();
  walk(root, []);
  return [...found.values()];

  function walk(part: Part, at: readonly string[]): void {
    for (const [key, value] of Object.entries(part.properties ?? {})) {
      found.set([...at, key].join('.'), [...at, key]);
      walk(value, [...at, key]);
    }
    const { items = [], additionalProperties: others, anyOf = [], oneOf = [], allOf = [] } = part;
    for (const inner of [items, anyOf, oneOf, allOf].flat()) walk(inner, at);
    if (typeof others === 'object') walk(others, at);
  }
}
