import { textToPath, readPath, type FieldPath } from './field-path';
import { isObject, type Json, type JsonObject } from './json';
import { documentLimits } from './limits';
import { tests, type Test } from './operators';
import { queryRefused } from './query-error';

/** A selector, parsed: what it asks of a document, and of which fields. */
export type Selector =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Selector[] }
  | { readonly kind: 'exists'; readonly path: FieldPath; readonly isWanted: boolean }
  | {
      readonly kind: 'test';
      readonly path: FieldPath;
      readonly operator: string;
      readonly test: Test;
      readonly isNegated: boolean;
    };

interface Parsing {
  readonly path: FieldPath;
  readonly isNegated: boolean;
  readonly depth: number;
}

/** Operators on elements or keys, each with the elements that it looks at and how many of them must match. */
const elementOperators: Readonly<Record<string, (matches: Test) => Test>> = {
  $elemMatch: (matches) => (value) => Array.isArray(value) && (value as Json[]).some(matches),
  $allMatch: (matches) => (value) =>
    Array.isArray(value) && value.length > 0 && (value as Json[]).every(matches),
  $keyMapMatch: (matches) => (value) => isObject(value) && Object.keys(value).some(matches),
};

/**
 * Parses a selector of CouchDB's `_find`. As there, a negation moves down to the fields: a condition on a field that a document
 * does not have fails, negated or not. @throws NetworkError RICH_QUERY_INVALID
 */
export function parseSelector(json: Json): Selector {
  if (!isObject(json))
    throw queryRefused({ error: 'invalid_selector_json', reason: 'Selector must be a JSON object' });
  if (Object.keys(json).length === 0) return { kind: 'and', parts: [] };
  return parse(json, { path: [], isNegated: false, depth: 0 });
}

function parse(json: Json, at: Parsing): Selector {
  if (at.depth > documentLimits.queryDepthMax) {
    throw queryRefused({ error: 'bad_request', reason: 'the selector is nested too deeply' });
  }
  const entries = isObject(json) ? Object.entries(json) : [];
  const [first] = entries;
  if (first === undefined) return parseTest('$eq', json, at);
  if (entries.length === 1) return parseEntry(first, { ...at, depth: at.depth + 1 });
  const parts = entries.map((entry) => parseEntry(entry, { ...at, depth: at.depth + 1 }));
  return { kind: at.isNegated ? 'or' : 'and', parts };
}

function parseEntry([name, argument]: readonly [string, Json], at: Parsing): Selector {
  switch (name) {
    case '$and':
      return { kind: at.isNegated ? 'or' : 'and', parts: parseAll(name, argument, at) };
    case '$or':
      return { kind: at.isNegated ? 'and' : 'or', parts: parseAll(name, argument, at) };
    case '$nor':
      return {
        kind: at.isNegated ? 'or' : 'and',
        parts: parseAll(name, argument, { ...at, isNegated: !at.isNegated }),
      };
    case '$not':
      return parse(requireObject(name, argument), { ...at, isNegated: !at.isNegated });
    case '$exists':
      if (typeof argument !== 'boolean') throw badArgument(name, argument);
      return { kind: 'exists', path: requirePath(at), isWanted: argument !== at.isNegated };
    default:
      return name.startsWith('$')
        ? parseTest(name, argument, at)
        : parse(argument, { ...at, path: [...at.path, ...textToPath(name)] });
  }
}

function parseAll(operator: string, argument: Json, at: Parsing): Selector[] {
  if (!Array.isArray(argument)) throw badArgument(operator, argument);
  return (argument as readonly Json[]).map((part) => parse(part, at));
}

function parseTest(operator: string, argument: Json, at: Parsing): Selector {
  const { isNegated } = at;
  const path = requirePath(at);
  const ofElements = Object.hasOwn(elementOperators, operator) ? elementOperators[operator] : undefined;
  if (ofElements !== undefined) {
    const inner = parse(requireObject(operator, argument), {
      path: [],
      isNegated: false,
      depth: at.depth + 1,
    });
    return {
      kind: 'test',
      path,
      operator,
      isNegated,
      test: ofElements((element) => isMatch(inner, element)),
    };
  }
  const create = Object.hasOwn(tests, operator) ? tests[operator] : undefined;
  if (create === undefined)
    throw queryRefused({ error: 'invalid_operator', reason: `Invalid operator: ${operator}` });
  return { kind: 'test', path, operator, isNegated, test: create(argument) };
}

/** At the root a condition has no field to stand on; within `$elemMatch` it stands on the element. */
function requirePath({ path, depth }: Parsing): FieldPath {
  if (path.length > 0 || depth > 1) return path;
  throw queryRefused({
    error: 'invalid_selector',
    reason: 'One or more conditions is missing a field name.',
  });
}

function requireObject(operator: string, argument: Json): JsonObject {
  if (isObject(argument)) return argument;
  throw badArgument(operator, argument);
}

function badArgument(operator: string, argument: Json): Error {
  const reason = `Bad argument for operator ${operator}: ${JSON.stringify(argument)}`;
  return queryRefused({ error: 'bad_arg', reason });
}

/** Whether a document, or an element of one, meets a selector. */
export function isMatch(selector: Selector, value: Json): boolean {
  switch (selector.kind) {
    case 'and':
      return selector.parts.every((part) => isMatch(part, value));
    case 'or':
      return selector.parts.length === 0 || selector.parts.some((part) => isMatch(part, value));
    case 'exists':
      return (readPath(value, selector.path) !== undefined) === selector.isWanted;
    case 'test': {
      const found = readPath(value, selector.path);
      return found !== undefined && selector.test(found) !== selector.isNegated;
    }
  }
}
