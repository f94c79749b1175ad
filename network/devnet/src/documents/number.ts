import { textToInteger, WholeDouble, type Json } from './json';

const smallestNormal = 2 ** -1022;

/**
 * A number as CouchDB reads it: what has neither fraction nor exponent is an integer, and below the smallest normal double what has no
 * fraction is multiplied by a power of ten. Undefined beyond what a double holds.
 */
export function literalToNumber(literal: string): Json | undefined {
  const [digits = '', exponent] = literal.toLowerCase().split('e');
  const hasFraction = digits.includes('.');
  if (!hasFraction && exponent === undefined) return textToInteger(literal);
  const value = Number(literal);
  if (!Number.isFinite(value)) return undefined;
  const isSmall = Math.abs(value) < smallestNormal && !hasFraction;
  const read = isSmall ? Number(digits) * 10 ** Number(exponent) : value;
  return Number.isInteger(read) ? new WholeDouble(read) : read;
}
