/** Letters that may be wrong, missing or too many in a name that is taken for another one. */
const TYPING_ERRORS_MAX = 2;

/** Longer names are compared with nothing. */
const NAME_LENGTH_MAX = 64;

/** The name that was probably meant; `undefined` when none is close. */
export function closestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > NAME_LENGTH_MAX) {
    return undefined;
  }
  const lower = name.toLowerCase();
  const [closest] = names
    .map((known) => ({ known, errors: typingErrors(lower, known.toLowerCase()) }))
    .filter(({ known, errors }) => errors <= TYPING_ERRORS_MAX && errors < known.length / 2)
    .toSorted((a, b) => a.errors - b.errors);
  return closest?.known;
}

/** Letters to insert, delete or replace until one text is the other (Levenshtein). */
function typingErrors(text: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(text).entries()) {
    const current = [row + 1];
    for (const [column, otherLetter] of Array.from(other).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
