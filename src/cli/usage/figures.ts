/** Hours for people; exact ones are in JSON and CSV. */
export function hours(value: number | undefined): string {
  return rounded(value, 3);
}

export function money(value: number | undefined): string {
  return rounded(value, 2);
}

/** A share in percent with at most one decimal, never rounded up to a hundred. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '';
  const value = Number((share * 100).toFixed(1));
  return `${value >= 100 && share < 1 ? 99.9 : value} %`;
}

/** What is there never shows as nothing. */
function rounded(value: number | undefined, decimals: number): string {
  if (value === undefined) return '';
  const text = value.toFixed(decimals);
  const least = (10 ** -decimals).toFixed(decimals);
  return value > 0 && Number(text) === 0 ? `<${least}` : text;
}
