import { isArray, isObject, type Json, type JsonObject } from './json';
import { documentLimits } from './limits';
import { jsonType } from './collation';
import { jsonToTerm } from './erlang-term';
import { badArgument, isElementOperator, negatedOperators, readArgument } from './operators';
import { queryRefused, queryUnlike } from './query-error';

/**
 * A selector in CouchDB's normal form: fields are joined by dots, several conditions are an `$and`, negations are as far inside as
 * they can. Within `$elemMatch` and its like negations stay where they are.
 */
export type Selector =
  | { readonly kind: 'everything' }
  | { readonly kind: '$and' | '$or' | '$nor'; readonly parts: readonly Selector[] }
  | { readonly kind: '$not'; readonly part: Selector }
  /** A condition without a field has the empty name: it is about the value itself. */
  | { readonly kind: 'field'; readonly field: string; readonly part: Selector }
  | { readonly kind: 'operator'; readonly operator: string; readonly argument: Json }
  | { readonly kind: 'elements'; readonly operator: string; readonly part: Selector }
  /** A search for text, which belongs to no field. */
  | { readonly kind: 'text'; readonly field: string; readonly search: Json };

interface Place {
  readonly field: string;
  readonly depth: number;
}

/** Parses a selector of CouchDB's `_find`. Mirrors mango_selector:normalize. @throws NetworkError RICH_QUERY_INVALID */
export function parseSelector(json: Json): Selector {
  if (!isObject(json)) {
    throw queryRefused({
      error: 'invalid_selector_json',
      reason: `Selector must be a JSON object, not: ${jsonToTerm(json)}`,
    });
  }
  if (json.size === 0) return { kind: 'everything' };
  const parsed = parse(json, { field: '', depth: 0 });
  checkTexts(parsed);
  checkHiddenFields(parsed);
  const selector = pushNegations(parsed);
  if (selector.kind === 'field' && selector.field === '') {
    const reason = 'One or more conditions is missing a field name.';
    throw queryRefused({ error: 'invalid_selector', reason });
  }
  return selector;
}

function parse(json: Json, at: Place): Selector {
  if (at.depth > documentLimits.queryDepthMax) throw queryUnlike('a selector that is nested so deeply');
  const entries = isObject(json) ? [...json] : [];
  const [first] = entries;
  if (first === undefined) return parseOperator('$eq', json, at);
  const inner = { ...at, depth: at.depth + 1 };
  if (entries.length === 1) return parseEntry(first, inner);
  return { kind: '$and', parts: entries.map((entry) => parseEntry(entry, inner)) };
}

function parseEntry([name, argument]: readonly [string, Json], at: Place): Selector {
  switch (name) {
    case '$and':
    case '$or':
    case '$nor':
      if (!isArray(argument)) throw badArgument(name, argument);
      return { kind: name, parts: argument.map((part) => parse(part, at)) };
    case '$not':
      return { kind: '$not', part: parse(requireObject(name, argument), at) };
    case '$text':
    case '$default':
      return parseText(name, argument, at);
    default:
      if (name.startsWith('$')) return parseOperator(name, argument, at);
      return parse(argument, { ...at, field: at.field === '' ? name : `${at.field}.${name}` });
  }
}

function parseOperator(operator: string, argument: Json, { field, depth }: Place): Selector {
  if (!isElementOperator(operator)) {
    const part: Selector = { kind: 'operator', operator, argument: readArgument(operator, argument) };
    return { kind: 'field', field, part };
  }
  const part = parse(requireObject(operator, argument), { field: '', depth });
  return { kind: 'field', field, part: { kind: 'elements', operator, part } };
}

/** A search for text needs an index that peers do not make; CouchDB takes it, and then finds everything. */
function parseText(name: string, argument: Json, { field }: Place): Selector {
  if (name === '$default') return { kind: 'text', field, search: new Map([[name, argument]]) };
  const isText =
    typeof argument === 'string' || typeof argument === 'boolean' || jsonType(argument) === 'number';
  if (!isText) throw badArgument(name, argument);
  return { kind: 'text', field, search: new Map([['$default', new Map([[name, argument]])]]) };
}

/** CouchDB looks at where they are once it knows all operators. */
function checkTexts(selector: Selector): void {
  if ('parts' in selector) selector.parts.forEach(checkTexts);
  if ('part' in selector) checkTexts(selector.part);
  if (selector.kind !== 'text') return;
  const { field, search } = selector;
  const inner = isObject(search) ? search.get('$default') : undefined;
  if (field === '' && isObject(inner) && inner.size === 1 && inner.has('$text')) return;
  const reason = `Invalid field normalization on selector: ${jsonToTerm(search)}`;
  throw queryRefused({ error: 'bad_field', reason });
}

const hiddenField = /^(?:_rev|~version|_attachments)(?:\.|$)/;

/** Of what a peer and CouchDB keep beside the fields the devnet knows that it is there. @throws NetworkError RICH_QUERY_UNSUPPORTED */
function checkHiddenFields(selector: Selector): void {
  if ('parts' in selector) selector.parts.forEach(checkHiddenFields);
  if (selector.kind === '$not') checkHiddenFields(selector.part);
  if (selector.kind !== 'field' || !hiddenField.test(selector.field)) return;
  const isQuestion = selector.part.kind === 'operator' && selector.part.operator === '$exists';
  if (!isQuestion) throw queryUnlike(`a condition on ${selector.field}`);
}

function requireObject(operator: string, argument: Json): JsonObject {
  if (isObject(argument)) return argument;
  throw badArgument(operator, argument);
}

function pushNegations(selector: Selector): Selector {
  switch (selector.kind) {
    case '$not':
      return negate(selector.part);
    case '$nor':
      return { kind: '$and', parts: selector.parts.map(negate) };
    case '$and':
    case '$or':
      return { kind: selector.kind, parts: selector.parts.map(pushNegations) };
    case 'everything':
    case 'field':
    case 'operator':
    case 'elements':
    case 'text':
      return selector;
  }
}

function negate(selector: Selector): Selector {
  switch (selector.kind) {
    case '$not':
      return pushNegations(selector.part);
    case '$nor':
      return { kind: '$or', parts: selector.parts.map(pushNegations) };
    case '$and':
      return { kind: '$or', parts: selector.parts.map(negate) };
    case '$or':
      return { kind: '$and', parts: selector.parts.map(negate) };
    case 'field':
      return { ...selector, part: negateCondition(selector.part) };
    case 'text':
      throw badArgument('$not', selector.search);
    case 'everything':
    case 'operator':
    case 'elements':
      // Conditions are in a field, and an empty selector within another one compares with an empty object.
      throw new Error('a selector without a field was to be negated');
  }
}

function negateCondition(condition: Selector): Selector {
  if (condition.kind === 'operator') {
    const { operator, argument } = condition;
    if (operator === '$exists') return { ...condition, argument: argument !== true };
    const negated = negatedOperators.get(operator);
    if (negated !== undefined) return { ...condition, operator: negated };
  }
  return { kind: '$not', part: condition };
}
