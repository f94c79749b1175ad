import { isArray, isObject, type Json } from './json';
import { queryCrashed } from './query-error';
import type { Selector } from './selector';

/**
 * Whether a selector searches for text. CouchDB asks this for each index, and looks into arguments as if they were selectors:
 * of some it can make nothing. Mirrors mango_idx_view:is_text_search.
 * @throws NetworkError RICH_QUERY_INVALID where CouchDB's own code fails
 */
export function checkTextSearch(selector: Selector): boolean {
  switch (selector.kind) {
    case 'everything':
      return false;
    case 'text':
      return true;
    case '$and':
    case '$or':
    case '$nor':
      return selector.parts.map(checkTextSearch).includes(true);
    case '$not':
    case 'field':
    case 'elements':
      return checkTextSearch(selector.part);
    case 'operator': {
      const { argument } = selector;
      return isArray(argument) || isObject(argument) ? checkMembers(argument) : false;
    }
  }
}

/** Null, lists and objects of several members within a list or an object fail. */
function checkMembers(argument: Json): boolean {
  if (isArray(argument)) {
    return argument.map((element) => isSearch(element)).includes(true);
  }
  if (!isObject(argument) || argument.size === 0) return false;
  const [[name, value] = ['', null], ...others] = argument;
  if (others.length > 0) throw queryCrashed('function_clause');
  if (name === '$default') return true;
  return isArray(value) || isObject(value) ? checkMembers(value) : false;
}

function isSearch(element: Json): boolean {
  if (element === null || isArray(element)) throw queryCrashed('function_clause');
  return isObject(element) ? checkMembers(element) : false;
}
