import { createBoundedCache } from '@kontti/fabric-protocol/base';
import {
  byteToText,
  complement,
  escapedSets,
  namedSets,
  setToClass,
  wordBytes,
  type ByteSet,
} from './byte-set';
import { documentLimits } from './limits';
import { queryUnlike } from './query-error';

/** Thrown for what CouchDB's library refuses as well. */
class PatternInvalid extends Error {}

const word = setToClass(wordBytes);
const wordBoundary = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
const noWordBoundary = `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
const endOfText = '(?=\\n?$)';

const escapedBytes: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['e', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
]);

const assertions: ReadonlyMap<string, string> = new Map([
  ['A', '^'],
  ['z', '$'],
  ['Z', endOfText],
  ['b', wordBoundary],
  ['B', noWordBoundary],
]);

/** What is before: a look-ahead can be repeated in CouchDB, another assertion cannot. */
type Part = 'start' | 'atom' | 'assertion' | 'look-ahead' | 'quantifier';

/** Turns a pattern of PCRE into one of JavaScript, over bytes, piece by piece. */
class Translation {
  readonly #pattern: string;
  #at = 0;
  #last: Part = 'start';
  readonly #groups: Part[] = [];
  readonly #output: string[] = [];

  constructor(
    pattern: string,
    readonly matchesLineBreaks: boolean,
  ) {
    this.#pattern = pattern;
  }

  run(): string {
    while (this.#at < this.#pattern.length) this.#readPiece();
    return this.#output.join('');
  }

  /** What the expression finds at the present place, which is then behind it. */
  #take(expression: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(expression, 'y');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#pattern) ?? undefined;
    if (found !== undefined) this.#at = sticky.lastIndex;
    return found;
  }

  #add(text: string, part: Part): void {
    this.#output.push(text);
    this.#last = part;
  }

  #unlike(what: string): never {
    throw queryUnlike(`${what} in a regular expression`);
  }

  #readPiece(): void {
    if (this.#readQuantifier()) return;
    const character = this.#take(/[^]/)?.[0] ?? '';
    switch (character) {
      case '\\':
        this.#readEscape();
        return;
      case '[':
        this.#add(this.#readClass(), 'atom');
        return;
      case '(':
        this.#openGroup();
        return;
      case ')':
        this.#add(')', this.#groups.pop() ?? 'atom');
        return;
      case '|':
        this.#add('|', 'start');
        return;
      case '.':
        this.#add(this.matchesLineBreaks ? '[^]' : '[^\\n]', 'atom');
        return;
      case '^':
        this.#add('^', 'assertion');
        return;
      case '$':
        this.#add(endOfText, 'assertion');
        return;
      default:
        this.#add(byteToText(character.charCodeAt(0)), 'atom');
    }
  }

  #readQuantifier(): boolean {
    const found = this.#take(/(?:[*+?]|\{(\d+)(?:,(\d*))?\})([?+]?)/);
    if (found === undefined) return false;
    const [text, least, most, mode] = found;
    if (this.#last === 'start' || this.#last === 'assertion') throw new PatternInvalid('nothing to repeat');
    if (mode === '+') this.#unlike(`the possessive quantifier ${text}`);
    if (this.#last !== 'atom') this.#unlike(`the quantifier ${text} at this place`);
    if ([least, most].some((count) => Number(count ?? 0) > 65_535)) throw new PatternInvalid('too large');
    this.#add(text, 'quantifier');
    return true;
  }

  #openGroup(): void {
    const [text = '('] = this.#take(/\?(?::|=|!|P?<\w+>)/) ?? [];
    const next = this.#pattern[this.#at];
    if (text === '(' && (next === '?' || next === '*')) {
      this.#unlike(`the group (${this.#pattern.slice(this.#at, this.#at + 3)}`);
    }
    const isAssertion = text === '?=' || text === '?!';
    this.#groups.push(isAssertion ? 'look-ahead' : 'atom');
    this.#add(text.startsWith('?P') || text.startsWith('?<') || text === '(' ? '(' : `(${text}`, 'start');
  }

  #readEscape(): void {
    if (this.#take(/Q/) !== undefined) {
      const literal = this.#take(/([^]*?)(?:\\E|$)/)?.[1] ?? '';
      for (const character of literal) this.#add(byteToText(character.charCodeAt(0)), 'atom');
      return;
    }
    if (this.#take(/E/) !== undefined) return;
    const letter = this.#pattern[this.#at] ?? '';
    const assertion = assertions.get(letter);
    if (assertion !== undefined) {
      this.#at += 1;
      this.#add(assertion, 'assertion');
      return;
    }
    if (this.#take(/N(?!\{)/) !== undefined) {
      this.#add('[^\\n]', 'atom');
      return;
    }
    const meaning = this.#readEscaped();
    this.#add(typeof meaning === 'number' ? byteToText(meaning) : setToClass(meaning), 'atom');
  }

  /** A byte or a set of bytes, in a class and outside. */
  #readEscaped(): number | ByteSet {
    const hexadecimal = this.#take(/x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{0,2}))/);
    if (hexadecimal !== undefined) {
      const byte = Number.parseInt(hexadecimal[1] ?? (hexadecimal[2] || '0'), 16);
      if (byte > 0xff) throw new PatternInvalid('character value too large');
      return byte;
    }
    const octal = this.#take(/0[0-7]{0,2}/);
    if (octal !== undefined) return Number.parseInt(octal[0], 8);
    const letter = this.#take(/[^]/)?.[0];
    if (letter === undefined) throw new PatternInvalid('nothing behind the backslash');
    const known = escapedSets.get(letter) ?? escapedBytes.get(letter);
    if (known !== undefined) return known;
    if (/[a-zA-Z\d]/.test(letter)) this.#unlike(`\\${letter}`);
    return letter.charCodeAt(0);
  }

  #readClass(): string {
    const isNegated = this.#take(/\^/) !== undefined;
    const bytes = new Set<number>();
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst && this.#take(/\]/) !== undefined) return setToClass(bytes, isNegated);
      const first = this.#readClassItem();
      if (typeof first !== 'number') {
        for (const byte of first) bytes.add(byte);
        continue;
      }
      bytes.add(first);
      if (this.#take(/-(?!\])/) === undefined) continue;
      const last = this.#readClassItem();
      if (typeof last === 'number') {
        if (last < first) throw new PatternInvalid('range out of order');
        for (let byte = first; byte <= last; byte += 1) bytes.add(byte);
      } else {
        for (const byte of [0x2d, ...last]) bytes.add(byte);
      }
    }
  }

  #readClassItem(): number | ByteSet {
    const named = this.#take(/\[:(\^?)(\w+):\]/);
    if (named !== undefined) {
      const set = namedSets.get(named[2] ?? '');
      if (set === undefined) throw new PatternInvalid('unknown class');
      return named[1] === '^' ? complement(set) : set;
    }
    if (this.#take(/\[[.=]/) !== undefined) this.#unlike('a collating element');
    if (this.#take(/\\b/) !== undefined) return 0x08;
    if (this.#take(/\\/) !== undefined) return this.#readEscaped();
    const character = this.#take(/[^]/)?.[0];
    if (character === undefined) throw new PatternInvalid('class without an end');
    return character.charCodeAt(0);
  }
}

const compiled = createBoundedCache<string, RegExp>({ entriesMax: documentLimits.patternsMax });

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/**
 * A pattern of `$regex`, as CouchDB runs it: PCRE on the bytes of UTF-8. Undefined where CouchDB refuses it.
 * @throws NetworkError RICH_QUERY_UNSUPPORTED for what JavaScript cannot match in the same way
 */
export function readPattern(text: string): RegExp | undefined {
  if (text.length > documentLimits.patternLengthMax) throw queryUnlike('a regular expression of that length');
  const [start = '', flags = ''] = /^\(\?([is]+)\)/.exec(text) ?? [];
  try {
    const translation = new Translation(toBytes(text.slice(start.length)), flags.includes('s'));
    return new RegExp(translation.run(), flags.includes('i') ? 'i' : '');
  } catch (error) {
    if (error instanceof PatternInvalid || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether a pattern that was read before is found somewhere in a value. */
export function matchesPattern(pattern: string, value: string): boolean {
  const known = compiled.get(pattern) ?? readPattern(pattern);
  if (known !== undefined) compiled.set(pattern, known);
  return known?.test(toBytes(value)) ?? false;
}
