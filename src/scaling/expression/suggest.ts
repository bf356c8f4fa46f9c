import leven from 'leven';

/** `, did you mean x?` for the closest of the known names, if one is close; else what there is. */
export function suggest(name: string, known: readonly string[]): string {
  const close = closest(name, known);
  if (close !== undefined) return `, did you mean ${close}?`;
  return known.length === 0 ? '' : `; there is ${known.join(', ')}`;
}

function closest(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= most ? best.candidate : undefined;
}
