import canonicalize from 'canonicalize';
import { ModelError } from './errors';
import { LIMITS } from './limits';

/**
 * The canonical JSON (RFC 8785) of a value. A `bigint` becomes its decimal string; absent and `undefined` fields are left out.
 * @throws ModelError `FIELD_TYPE` for what JSON cannot say, and for what is nested without end.
 */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(toWire(value, 0));
  if (json === undefined) throw new ModelError({ code: 'FIELD_TYPE', field: '', rule: 'JSON value' });
  return json;
}

function toWire(value: unknown, depth: number): unknown {
  if (depth > LIMITS.jsonDepthMax) {
    throw new ModelError({
      code: 'FIELD_TYPE',
      field: '',
      rule: `nested at most ${LIMITS.jsonDepthMax} deep`,
    });
  }
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ModelError({ code: 'FIELD_TYPE', field: '', rule: 'finite number' });
  }
  if (Array.isArray(value)) return value.map((entry) => toWire(entry, depth + 1));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, toWire(member, depth + 1)]),
    );
  }
  return value;
}

/**
 * Reads JSON text of at most `bytesMax` bytes, of bounded nesting, in which no object names a field twice.
 * @throws ModelError `TOO_LARGE`, `JSON_SYNTAX`, `JSON_DUPLICATE_KEY`
 */
export function parseJson(text: string, bytesMax: number): unknown {
  if (Buffer.byteLength(text) > bytesMax) {
    throw new ModelError({ code: 'TOO_LARGE', field: '', rule: `at most ${bytesMax} bytes` });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the input, which may be private: it is not kept as a cause.
    throw new ModelError({ code: 'JSON_SYNTAX', field: '', rule: 'JSON' });
  }
  checkStructure(text);
  return value;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `,`, `:`, `[` and `{`. */
const MARKS: ReadonlySet<number> = new Set([0x2c, 0x3a, 0x5b, 0x7b]);

/**
 * True for text with at most so many values, names and lists outside of its strings. What is made of JSON costs time for each of them, much
 * more than for a byte, so text that others wrote is counted before it is parsed.
 */
export function hasFewMarks(text: string, max: number): boolean {
  let marks = 0;
  let isInString = false;
  for (let index = 0; index < text.length && marks <= max; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString && code === BACKSLASH) index += 1;
    else if (!isInString && MARKS.has(code)) marks += 1;
  }
  return marks <= max;
}

const COLON = 0x3a;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Walks text that is known to be JSON. @throws ModelError */
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfString(text, index);
      last = text.slice(index, end);
      index = end - 1;
    } else if (code === OPEN_OBJECT) open.push(new Set());
    else if (code === OPEN_LIST) open.push(undefined);
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) open.pop();
    else if (code === COLON) requireNew(open.at(-1), last);
    if (open.length > LIMITS.jsonDepthMax) {
      throw new ModelError({
        code: 'TOO_LARGE',
        field: '',
        rule: `nested at most ${LIMITS.jsonDepthMax} deep`,
      });
    }
  }
}

/** Behind the quote that ends a string: the first one before which there is an even number of backslashes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end + 1;
  }
}

/** Adds a name, which may be written in several ways, to those of its object. */
function requireNew(names: Set<string> | undefined, written: string): void {
  const name = written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1);
  if (names?.has(name)) {
    throw new ModelError({ code: 'JSON_DUPLICATE_KEY', field: '', rule: 'distinct fields' });
  }
  names?.add(name);
}
