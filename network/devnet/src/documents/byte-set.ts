/** A set of bytes, as `$regex` knows it. */
export type ByteSet = ReadonlySet<number>;

function fromRanges(...ranges: readonly (readonly [number, number])[]): ByteSet {
  const bytes = new Set<number>();
  for (const [first, last] of ranges) for (let byte = first; byte <= last; byte += 1) bytes.add(byte);
  return bytes;
}

export function complement(set: ByteSet): ByteSet {
  return new Set([...fromRanges([0, 255])].filter((byte) => !set.has(byte)));
}

const digits = fromRanges([0x30, 0x39]);
const upper = fromRanges([0x41, 0x5a], [0xc0, 0xd6], [0xd8, 0xde]);
const lower = fromRanges(
  ...([
    [0x61, 0x7a],
    [0xaa, 0xaa],
    [0xb5, 0xb5],
    [0xba, 0xba],
    [0xdf, 0xf6],
    [0xf8, 0xff],
  ] as const),
);
const letters: ByteSet = new Set([...upper, ...lower]);
const alphanumeric: ByteSet = new Set([...letters, ...digits]);
const space = fromRanges([0x09, 0x0d], [0x20, 0x20]);
const control = fromRanges([0x00, 0x1f], [0x7f, 0x9f]);
const printable = complement(control);
const graphic: ByteSet = new Set([...printable].filter((byte) => byte !== 0x20));

/** Of words, as `\w` and `\b` see them. Erlang's tables are those of Latin 1. */
export const wordBytes: ByteSet = new Set([...alphanumeric, 0x5f]);

const lineBreaks: ByteSet = new Set([0x0a, 0x0b, 0x0c, 0x0d, 0x85]);
const blanks: ByteSet = new Set([0x09, 0x20, 0xa0]);

/** What an escaped letter means, in a class and outside. */
export const escapedSets: ReadonlyMap<string, ByteSet> = new Map([
  ['d', digits],
  ['D', complement(digits)],
  ['w', wordBytes],
  ['W', complement(wordBytes)],
  ['s', space],
  ['S', complement(space)],
  ['h', blanks],
  ['H', complement(blanks)],
  ['v', lineBreaks],
  ['V', complement(lineBreaks)],
]);

/** What `[:name:]` means in a class. */
export const namedSets: ReadonlyMap<string, ByteSet> = new Map([
  ['alpha', letters],
  ['digit', digits],
  ['alnum', alphanumeric],
  ['upper', upper],
  ['lower', lower],
  ['space', space],
  ['blank', new Set([0x09, 0x20])],
  ['cntrl', control],
  ['print', printable],
  ['graph', graphic],
  ['punct', new Set([...graphic].filter((byte) => !alphanumeric.has(byte)))],
  ['word', wordBytes],
  ['ascii', fromRanges([0x00, 0x7f])],
  ['xdigit', fromRanges([0x30, 0x39], [0x41, 0x46], [0x61, 0x66])],
]);

/** The same set as a class of a JavaScript regular expression. */
export function setToClass(set: ByteSet, isNegated = false): string {
  const bytes = [...set].map(byteToText).join('');
  return `[${isNegated ? '^' : ''}${bytes}]`;
}

export function byteToText(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
