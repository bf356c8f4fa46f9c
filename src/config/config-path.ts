/** Where something stands in the file: keys, as the schema spells them, and places in lists from 0. */
export type ConfigPath = readonly (string | number)[];

/** `scalers[0].metric`, `images["julia-0.5"].image`; the file itself is the empty text. */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[$A-Za-z_][\w$-]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** The key as the schema spells it: `aggregate ratio` is `aggregate_ratio`. */
export function normalKey(key: string): string {
  return key.trim().replaceAll(/ +/g, '_');
}
