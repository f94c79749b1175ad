import { collate, compareIds, type Compare } from './collation';
import { findPath, textToPath } from './field-path';
import { isArray, isObject, type Json } from './json';
import { meets } from './operators';
import { queryRefused } from './query-error';
import type { Selector } from './selector';

/**
 * Whether a document, or an element of one, meets a selector. Mirrors mango_selector:match.
 * @throws NetworkError RICH_QUERY_INVALID for what CouchDB only sees when it looks at a document
 */
export function isMatch(selector: Selector, value: Json, compare: Compare = collate): boolean {
  switch (selector.kind) {
    case 'everything':
    case 'text':
      return true;
    case '$and':
      return selector.parts.every((part) => isMatch(part, value, compare));
    case '$or':
      return selector.parts.length === 0 || selector.parts.some((part) => isMatch(part, value, compare));
    case '$nor':
      // Only within $elemMatch and its like, where CouchDB moves no negation inside and then does not know this one.
      throw queryRefused({ error: 'invalid_operator', reason: 'Invalid operator: $nor' });
    case '$not':
      return !isMatch(selector.part, value, compare);
    case 'field':
      return isFieldMatch(selector, value, compare);
    case 'operator':
      return meets(selector, value, compare);
    case 'elements':
      return isElementsMatch(selector, value, compare);
  }
}

function isFieldMatch({ field, part }: Selector & { kind: 'field' }, value: Json, compare: Compare): boolean {
  if (field === '') return isMatch(part, value, compare);
  const found = findPath(value, textToPath(field));
  if (found === 'impassable') return false;
  if (found === 'missing') {
    return part.kind === 'operator' && part.operator === '$exists' && part.argument === false;
  }
  return isMatch(part, found.value, field === '_id' ? compareIds : compare);
}

/** What fails within makes the whole not match. */
function isElementsMatch(
  { operator, part }: Selector & { kind: 'elements' },
  value: Json,
  compare: Compare,
): boolean {
  const matches = (element: Json): boolean => isMatch(part, element, compare);
  try {
    if (operator === '$keyMapMatch') return isObject(value) && [...value.keys()].some(matches);
    if (!isArray(value)) return false;
    return operator === '$elemMatch' ? value.some(matches) : value.length > 0 && value.every(matches);
  } catch {
    return false;
  }
}
