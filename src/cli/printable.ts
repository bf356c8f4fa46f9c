/** A text of somebody else's as it may stand on a terminal: what would move the cursor or change colours is shown as a mark. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u{FFFD}');
}
