import { ModelError } from '../errors';
import { isCountryCode } from './countries';
import { checkText, type Rule } from './rule';

/** UN/LOCODE's own code for installations in international waters, which is no country. */
const internationalWaters = 'XZ';

/** True for a UN/LOCODE: an ISO 3166-1 country, or `XZ`, and three of A–Z and 2–9. */
export function isUnlocode(code: string): boolean {
  const area = code.slice(0, 2);
  return /^[A-Z]{2}[A-Z2-9]{3}$/.test(code) && (area === internationalWaters || isCountryCode(area));
}

/** True for an airport's code of three characters, as IATA assigns (letters) or the FAA (letters and digits). */
export function isAirportCode(code: string): boolean {
  return /^[A-Z0-9]{3}$/.test(code);
}

/** A UN/LOCODE or an airport's code. Whether a place is known is for the ledger to say. */
export const placeCode: Rule = {
  check: (value, field) => {
    const code = checkText(value, field, { min: 1, max: 64 });
    if (!isUnlocode(code) && !isAirportCode(code)) {
      throw new ModelError({ code: 'FIELD_FORMAT', field, rule: 'UN/LOCODE or airport code' });
    }
  },
};

/** A jurisdiction: an ISO 3166-1 country (`FI`) or an ISO 3166-2 subdivision (`DE-BY`). */
export const jurisdiction: Rule = {
  check: (value, field) => {
    const code = checkText(value, field, { min: 1, max: 64 });
    if (!/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/.test(code) || !isCountryCode(code.slice(0, 2))) {
      throw new ModelError({ code: 'FIELD_FORMAT', field, rule: 'ISO 3166' });
    }
  },
};
