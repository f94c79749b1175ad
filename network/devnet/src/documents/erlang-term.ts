import { isArray, isObject, WholeDouble, type Json } from './json';

/**
 * A value as CouchDB's messages show it: the way Erlang prints a term by `~w`, which gives strings as their bytes, or by `~p`, which gives
 * readable ones as text.
 */
export function jsonToTerm(value: Json, isReadable = false): string {
  const inner = (each: Json): string => jsonToTerm(each, isReadable);
  if (typeof value === 'string') return stringToTerm(value, isReadable);
  if (isArray(value)) return `[${value.map(inner).join(',')}]`;
  if (isObject(value)) {
    return `{[${[...value].map(([name, member]) => `{${inner(name)},${inner(member)}}`).join(',')}]}`;
  }
  if (value instanceof WholeDouble) return doubleToTerm(value.value);
  if (typeof value === 'number' && !Number.isInteger(value)) return doubleToTerm(value);
  return String(value);
}

function stringToTerm(text: string, isReadable: boolean): string {
  const bytes = Buffer.from(text, 'utf8');
  const isPlain = bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (isReadable && isPlain) return `<<${JSON.stringify(text)}>>`;
  return `<<${[...bytes].join(',')}>>`;
}

/** A double always has a fraction there. */
function doubleToTerm(value: number): string {
  const [digits = '', exponent] = String(value).replace('e+', 'e').split('e');
  const fraction = digits.includes('.') ? digits : `${digits}.0`;
  return exponent === undefined ? fraction : `${fraction}e${exponent}`;
}
