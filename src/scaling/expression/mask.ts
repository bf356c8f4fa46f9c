const SECRET = /\b(password|passwd|username|token|secret|api_?key)(\s*=[\s(]*")((?:[^"\\]|\\[^])*)/gi;
const USERINFO = /(:\/\/)([^/?#"\s]*)(?=@)/g;

/** The expression with its secrets (texts given as password and the like, users in URLs) replaced by what `mask` makes of them. */
export function maskSecrets(expression: string, mask: (secret: string) => string = () => '***'): string {
  return expression
    .replace(SECRET, (_all, name: string, opening: string, secret: string) => name + opening + mask(secret))
    .replace(USERINFO, (_all, scheme: string, secret: string) => scheme + mask(secret));
}
