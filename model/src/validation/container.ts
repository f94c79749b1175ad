import { ModelError } from '../errors';
import { checkText, matching, type Rule } from './rule';

/** Letters count 10 to 38 without the multiples of 11; digits count themselves (ISO 6346:2022, annex A). */
function valueOf(character: string): number {
  const code = character.charCodeAt(0) - 48;
  if (code <= 9) return code;
  const letter = code - 17;
  return 10 + letter + Math.floor((letter + 9) / 10);
}

/** The check digit of an owner code, category and serial number; a remainder of 10 is written 0. */
export function containerCheckDigit(ownerAndSerial: string): number {
  let sum = 0;
  for (let index = 0; index < ownerAndSerial.length; index++) {
    sum += valueOf(ownerAndSerial.charAt(index)) * 2 ** index;
  }
  return (sum % 11) % 10;
}

/**
 * A container by ISO 6346 has category U, J or Z. Swap bodies and semi-trailers have ILU codes (EN 13044), whose owner keys end with A, B, D,
 * E or K and whose check digit is the same.
 */
const unitPattern = /^[A-Z]{3}[UJZABDEK][0-9]{7}$/;

/** The number of a container, a swap body or a semi-trailer: owner code, category, six digits, check digit. */
export const containerNumber: Rule = {
  check: (value, field) => {
    const number = checkText(value, field, { min: 1, max: 64 });
    if (!unitPattern.test(number)) {
      throw new ModelError({ code: 'FIELD_FORMAT', field, rule: 'ISO 6346 or EN 13044' });
    }
    if (containerCheckDigit(number.slice(0, 10)) !== Number(number[10])) {
      throw new ModelError({ code: 'CHECK_DIGIT', field, rule: 'ISO 6346 check digit' });
    }
  },
};

/** An air cargo unit load device: type of three letters, serial of 4 or 5 digits, owner of 2 or 3 characters. */
export const uldNumber: Rule = matching(
  /^[A-Z]{3}[0-9]{4,5}(?:[A-Z][A-Z0-9]|[0-9][A-Z])[A-Z]?$/,
  'ULD number',
);

/** Either of the two: what a device can travel in. */
export const cargoUnit: Rule = {
  check: (value, field) => {
    const isContainer = typeof value === 'string' && unitPattern.test(value);
    (isContainer ? containerNumber : uldNumber).check(value, field);
  },
};
