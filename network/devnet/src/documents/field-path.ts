import { isObject, type Json } from './json';

/** Names from the outside in; none is the value itself. */
export type FieldPath = readonly string[];

/** Splits a field's name at its dots, where no backslash stands before them. */
export function textToPath(name: string): FieldPath {
  return name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
}

/** Undefined where there is no such field. Elements of arrays have their position as a name. */
export function readPath(value: Json, path: FieldPath): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path) {
    if (Array.isArray(found)) {
      found = /^\d+$/.test(name) ? (found as readonly Json[])[Number(name)] : undefined;
    } else {
      found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    }
    if (found === undefined) return undefined;
  }
  return found;
}
