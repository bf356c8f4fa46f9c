import leven from 'leven';

/** Of a word's characters, the part that may be mistyped. */
const MOST_WRONG = 0.4;

/** The one of `known` that was probably meant, if any is near enough; of a dotted name its end is enough. */
export function nearest(found: string, known: readonly string[]): string | undefined {
  const near = known
    .map((word) => ({ word, distance: Math.min(distance(found, word), distance(found, endOf(word))) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= MOST_WRONG ? near.word : undefined;
}

/** 0: the same but for case; 1: nothing in common. Letters in the wrong order count as one mistake. */
function distance(found: string, word: string): number {
  const [a, b] = [found.toLowerCase(), word.toLowerCase()];
  const mistakes = lettersOf(a) === lettersOf(b) ? Number(a !== b) : leven(a, b);
  return mistakes / Math.max(found.length, word.length, 1);
}

function lettersOf(word: string): string {
  return word.split('').toSorted().join('');
}

function endOf(word: string): string {
  return word.slice(word.lastIndexOf('.') + 1);
}
