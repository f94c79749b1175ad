import { isJsonObject } from '../data-files/json-object';

function isField(field: unknown): boolean {
  if (typeof field === 'string') return true;
  return (
    isJsonObject(field) &&
    Object.values(field).every((order) => typeof order === 'string' && /^(asc|desc)$/i.test(order))
  );
}

function isIndex(index: unknown): boolean {
  if (!isJsonObject(index)) return false;
  const { fields, ...rest } = index;
  const others = Object.keys(rest).filter((name) => name !== 'partial_filter_selector');
  return Array.isArray(fields) && fields.length > 0 && fields.every(isField) && others.length === 0;
}

function isName(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

/** True for the definition of a CouchDB index that a peer takes from a package. Mirrors internal/ccmetadata/validators.go. */
export function isIndexDefinition(json: unknown): boolean {
  if (!isJsonObject(json)) return false;
  const { index, ddoc, name, type = 'json', ...others } = json;
  return (
    isIndex(index) && isName(ddoc) && isName(name) && type === 'json' && Object.keys(others).length === 0
  );
}
