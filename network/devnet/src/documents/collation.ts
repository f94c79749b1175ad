import { compareKeys } from '../state/compare-keys';
import { isArray, isObject, WholeDouble, type Json } from './json';

// CouchDB collates strings by ICU's root locale. `und` is that locale, whatever the environment says.
const collator = new Intl.Collator('und');

class EndOfIndex {
  readonly isAboveAll = true;
}

/** Above every value: where a range of an index ends that has no end. */
export const endOfIndex = new EndOfIndex();

/** A key to look for in an index. */
export type IndexKey = Json | EndOfIndex | readonly IndexKey[];

const ranks = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5 } as const;

type JsonType = keyof typeof ranks;

/** The name of a value's type, as the operator `$type` knows it. */
export function jsonType(value: Json): JsonType {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}

/** How a value compares with another one: negative when the first comes first. */
export type Compare = (left: Json, right: Json) => number;

/** CouchDB's order of values: null, booleans, numbers, strings, arrays, objects (docs: "Views Collation"). */
export function collate(left: IndexKey, right: IndexKey): number {
  if (left === endOfIndex || right === endOfIndex) {
    return Number(left === endOfIndex) - Number(right === endOfIndex);
  }
  if (isArray(left) && isArray(right)) return collateLists(left, right);
  const [first, second] = [left as Json, right as Json];
  const [leftType, rightType] = [jsonType(first), jsonType(second)];
  if (leftType !== rightType) return ranks[leftType] - ranks[rightType];
  if (typeof first === 'string' && typeof second === 'string') return collator.compare(first, second);
  if (isObject(first) && isObject(second)) return collateLists([...first].flat(), [...second].flat());
  return compareNumbers(toNumber(first), toNumber(second));
}

function collateLists(left: readonly IndexKey[], right: readonly IndexKey[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = collate(value, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function toNumber(value: Json): number | bigint {
  if (value instanceof WholeDouble) return value.value;
  return typeof value === 'bigint' ? value : Number(value);
}

/** Integers and doubles by what they are worth, however large. */
function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/**
 * How CouchDB compares a document's `_id`: by bytes, and it comes behind whatever is no string. Mirrors the order of Erlang's terms, which
 * mango_json:cmp_raw applies.
 */
export function compareIds(id: Json, other: Json): number {
  return typeof id === 'string' && typeof other === 'string' ? compareKeys(id, other) : 1;
}

/** Whether two values are the same term: strings by bytes, and 2.0 is not 2 where that is exact. */
export function isSameTerm(left: Json, right: Json, isExact: boolean): boolean {
  const [leftType, rightType] = [jsonType(left), jsonType(right)];
  if (leftType !== rightType) return false;
  if (isArray(left) && isArray(right)) {
    return (
      left.length === right.length &&
      left.every((value, index) => isSameTerm(value, right[index] ?? null, isExact))
    );
  }
  if (isObject(left) && isObject(right)) {
    return isSameTerm([...left].flat(), [...right].flat(), isExact);
  }
  if (leftType !== 'number') return left === right;
  const isSame = compareNumbers(toNumber(left), toNumber(right)) === 0;
  return isSame && (!isExact || isDouble(left) === isDouble(right));
}

function isDouble(value: Json): boolean {
  return value instanceof WholeDouble || (typeof value === 'number' && !Number.isInteger(value));
}

/** Whether a value is an integer to CouchDB: `2.0` is none. */
export function isInteger(value: Json | undefined): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}
