/** A field of a file that is not understood: where the file says what somebody signs or trusts, it is refused and never dropped. */
export function findUnknownField(json: object, known: readonly string[]): string | undefined {
  return Object.keys(json).find((name) => !known.includes(name));
}
