import { collate, isInteger, isSameTerm, jsonType, type Compare } from './collation';
import { jsonToTerm } from './erlang-term';
import { isArray, type Json } from './json';
import { queryCrashed, queryRefused } from './query-error';
import { matchesPattern, readPattern } from './pattern';

/** An operator and what it is given. */
export interface Condition {
  readonly operator: string;
  readonly argument: Json;
}

const elementOperators: ReadonlySet<string> = new Set(['$elemMatch', '$allMatch', '$keyMapMatch']);

/** True for operators that hold a selector of elements, or of names. */
export function isElementOperator(operator: string): boolean {
  return elementOperators.has(operator);
}

export const negatedOperators: ReadonlyMap<string, string> = new Map([
  ['$lt', '$gte'],
  ['$gte', '$lt'],
  ['$lte', '$gt'],
  ['$gt', '$lte'],
  ['$eq', '$ne'],
  ['$ne', '$eq'],
  ['$in', '$nin'],
  ['$nin', '$in'],
]);

const unsupported: ReadonlySet<string> = new Set([
  '$where',
  '$geoWithin',
  '$geoIntersects',
  '$near',
  '$nearSphere',
]);

const isAnything = (): boolean => true;
const isText = (argument: Json): boolean => typeof argument === 'string';

const argumentChecks: ReadonlyMap<string, (argument: Json) => boolean> = new Map([
  ...['$lt', '$lte', '$eq', '$ne', '$gte', '$gt'].map((operator) => [operator, isAnything] as const),
  ...['$in', '$nin', '$all'].map((operator) => [operator, isArray] as const),
  ['$exists', (argument: Json): boolean => typeof argument === 'boolean'],
  ['$type', isText],
  ['$beginsWith', isText],
  [
    '$regex',
    (argument: Json): boolean => typeof argument === 'string' && readPattern(argument) !== undefined,
  ],
  ['$size', (argument: Json): boolean => isInteger(argument) && argument >= 0],
  [
    '$mod',
    (argument: Json): boolean => isArray(argument) && argument.length === 2 && argument.every(isInteger),
  ],
]);

/** @throws NetworkError RICH_QUERY_INVALID for an unknown operator or an argument that it does not take */
export function readArgument(operator: string, argument: Json): Json {
  if (unsupported.has(operator)) {
    throw queryRefused({ error: 'not_supported', reason: `Unsupported operator: ${operator}` });
  }
  const isGood = argumentChecks.get(operator);
  // What is no text makes these two unknown.
  const isUnknown = /^\$(beginsWith|regex)$/.test(operator) && typeof argument !== 'string';
  if (isGood === undefined || isUnknown) {
    throw queryRefused({ error: 'invalid_operator', reason: `Invalid operator: ${operator}` });
  }
  if (isGood(argument)) return argument;
  throw badArgument(operator, argument);
}

export function badArgument(operator: string, argument: Json): Error {
  const reason = `Bad argument for operator ${operator}: ${jsonToTerm(argument)}`;
  return queryRefused({ error: 'bad_arg', reason });
}

/** Whether a value that exists meets a condition. Mirrors mango_selector:match. */
export function meets({ operator, argument }: Condition, value: Json, compare: Compare): boolean {
  switch (operator) {
    case '$lt':
      return compare(value, argument) < 0;
    case '$lte':
      return compare(value, argument) <= 0;
    case '$eq':
      return compare(value, argument) === 0;
    case '$ne':
      return compare(value, argument) !== 0;
    case '$gte':
      return compare(value, argument) >= 0;
    case '$gt':
      return compare(value, argument) > 0;
    case '$in':
      return isIn(value, argument, compare);
    case '$nin':
      return !isIn(value, argument, compare);
    case '$all':
      return hasAll(value, argument);
    case '$exists':
      return argument === true;
    case '$type':
      return jsonType(value) === argument;
    case '$mod':
      return hasRemainder(value, argument);
    case '$beginsWith':
      return typeof value === 'string' && beginsWith(value, textOf(argument));
    case '$regex':
      return typeof value === 'string' && matchesPattern(textOf(argument), value);
    default:
      return isArray(value) && collate(value.length, argument) === 0;
  }
}

function textOf(argument: Json): string {
  return typeof argument === 'string' ? argument : '';
}

function listOf(argument: Json): readonly Json[] {
  return isArray(argument) ? argument : [];
}

function isIn(value: Json, argument: Json, compare: Compare): boolean {
  const values = isArray(value) ? value : [value];
  return listOf(argument).some((wanted) => values.some((each) => compare(each, wanted) === 0));
}

/** One list within the list means the whole value as well. */
function hasAll(value: Json, argument: Json): boolean {
  const wanted = listOf(argument);
  if (!isArray(value) || wanted.length === 0) return false;
  if (wanted.every((other) => value.some((each) => isSameTerm(each, other, true)))) return true;
  const [only] = wanted;
  return wanted.length === 1 && isArray(only) && isSameTerm(only, value, false);
}

/** Only integers have a remainder; it has the sign of the value. */
function hasRemainder(value: Json, argument: Json): boolean {
  const [divisor, remainder] = listOf(argument);
  if (!isInteger(value) || !isInteger(divisor) || !isInteger(remainder)) return false;
  if (BigInt(divisor) === 0n) throw queryCrashed('badarith');
  return BigInt(value) % BigInt(divisor) === BigInt(remainder);
}

const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Erlang compares code points, but the last one has to be a character of its own: `e` begins no word that starts with `é`. */
function beginsWith(value: string, prefix: string): boolean {
  if (!value.startsWith(prefix)) return false;
  const [last] = /.$/su.exec(prefix) ?? [];
  if (last === undefined) return true;
  const [cluster] = clusters.segment(value.slice(prefix.length - last.length));
  return cluster?.segment === last;
}
