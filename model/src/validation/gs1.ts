import { ModelError } from '../errors';
import { checkText, type Rule } from './rule';

/** True when the last of the digits is the check digit that GS1's General Specifications (7.9) compute from the others. */
export function isGs1Number(digits: string): boolean {
  if (!/^[0-9]{8,18}$/.test(digits)) return false;
  let sum = 0;
  for (let index = digits.length - 2, weight = 3; index >= 0; index--, weight = 4 - weight) {
    sum += Number(digits[index]) * weight;
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

function gs1(lengths: readonly number[], name: string): Rule {
  return {
    check: (value, field) => {
      const digits = checkText(value, field, { min: 1, max: 64 });
      if (!lengths.includes(digits.length) || !/^[0-9]+$/.test(digits)) {
        throw new ModelError({ code: 'FIELD_FORMAT', field, rule: name });
      }
      if (!isGs1Number(digits)) {
        throw new ModelError({ code: 'CHECK_DIGIT', field, rule: `${name} check digit` });
      }
    },
  };
}

/** Serial shipping container code: 18 digits. */
export const sscc: Rule = gs1([18], 'SSCC-18');

/** Global location number: 13 digits. */
export const gln: Rule = gs1([13], 'GLN-13');

/** Global trade item number: 8, 12, 13 or 14 digits. */
export const gtin: Rule = gs1([8, 12, 13, 14], 'GTIN');
