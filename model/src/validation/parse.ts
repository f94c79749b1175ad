import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { ModelError } from '../errors.js';
import { parseJson } from '../json.js';
import { LIMITS } from '../limits.js';
import { RejectedKey, type Page } from '../page.js';
import { checkObject } from './field.js';
import { checkText, isRecord } from './rule.js';

/**
 * An instance of the class from parsed JSON that has exactly the fields that the class declares, each within its rule.
 * Nothing is converted on the way, except decimal strings of amounts, which become `bigint`.
 * @throws ModelError naming the field's path and the rule
 */
export function parseValue<T extends object>(type: ClassConstructor<T>, value: unknown, field = ''): T {
  checkObject(type, value, field);
  return plainToInstance(type, value);
}

/**
 * The request that a transaction's one JSON argument holds. See {@link parseValue}.
 * @throws ModelError
 */
export function parseRequest<T extends object>(type: ClassConstructor<T>, json: string): T {
  return parseValue(type, parseJson(json, LIMITS.jsonBytesMax));
}

/**
 * The record that a query answered with. See {@link parseValue}.
 * @throws ModelError
 */
export function parseRecord<T extends object>(type: ClassConstructor<T>, json: string): T {
  return parseValue(type, parseJson(json, LIMITS.responseBytesMax));
}

/**
 * The page of records that a paginated query answered with. See {@link parseValue}.
 * @throws ModelError
 */
export function parsePage<T extends object>(type: ClassConstructor<T>, json: string): Page<T> {
  const page = parseJson(json, LIMITS.responseBytesMax);
  if (!isRecord(page)) throw new ModelError({ code: 'FIELD_TYPE', field: '', rule: 'object' });
  const { records, bookmark, rejected, ...others } = page;
  const unknown = Object.keys(others).length > 0;
  if (unknown)
    throw new ModelError({ code: 'FIELD_UNKNOWN', field: '', rule: 'records, bookmark, rejected' });
  return {
    records: parseList(type, records, 'records'),
    bookmark: checkText(bookmark, 'bookmark', { min: 0, max: LIMITS.bookmarkLengthMax }),
    rejected: parseList(RejectedKey, rejected, 'rejected'),
  };
}

function parseList<T extends object>(type: ClassConstructor<T>, value: unknown, field: string): T[] {
  if (!Array.isArray(value)) throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'list' });
  return value.map((entry: unknown, index) => parseValue(type, entry, `${field}[${index}]`));
}
