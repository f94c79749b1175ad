import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { parseJson } from '../json';
import { LIMITS } from '../limits';
import { checkObject, isRevived } from './field';

/**
 * An instance of the class from parsed JSON that has exactly the fields that the class declares, each within its rule.
 * Nothing is converted on the way, except decimal strings of amounts, which become `bigint`.
 * @throws ModelError naming the field's path and the rule
 */
export function parseValue<T extends object>(type: ClassConstructor<T>, value: unknown, field = ''): T {
  checkObject(type, value, field);
  // No class exposes or excludes fields by decorators; without looking for these an instance is made in two thirds of the time.
  return plainToInstance(type, value, { ignoreDecorators: true });
}

/** Demands what {@link parseValue} demands, where nobody needs the instance. @throws ModelError */
export function checkValue(type: ClassConstructor<object>, value: unknown): void {
  checkObject(type, value, '');
}

/**
 * The same fields as {@link parseValue} gives, for callers that need no instance of the class: one is made only where fields are converted.
 * @throws ModelError naming the field's path and the rule
 */
export function parseFields<T extends object>(type: ClassConstructor<T>, value: unknown, field = ''): T {
  if (isRevived(type)) return parseValue(type, value, field);
  checkObject(type, value, field);
  return value as T;
}

/**
 * The request that a transaction's one JSON argument holds. See {@link parseValue}.
 * @throws ModelError
 */
export function parseRequest<T extends object>(type: ClassConstructor<T>, json: string): T {
  return parseValue(type, parseJson(json, LIMITS.jsonBytesMax));
}

/**
 * The record that a query answered with, with exactly the fields that the class declares, each within its rule. It is no instance of the
 * class unless amounts were converted.
 * @throws ModelError
 */
export function parseRecord<T extends object>(type: ClassConstructor<T>, json: string): T {
  return parseFields(type, parseJson(json, LIMITS.responseBytesMax));
}
