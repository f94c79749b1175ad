import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { PATTERNS } from './patterns';
import { checkText, integer, matching, type Rule } from './rule';

const { mspId: MSP, local: LOCAL, number: NUMBER } = PATTERNS;

/** An MSP id: what a Fabric collection name can carry once dots are replaced. */
export const mspId: Rule = matching(new RegExp(`^${MSP}$`), 'MSP id');

/** A business reference of the caller, by which a repeated request is recognised. */
export const ref: Rule = matching(new RegExp(`^${LOCAL}$`), 'business reference');

/** An asset's id: the MSP id of the company that owns it, `/`, and a local id. */
export const assetId: Rule = matching(new RegExp(`^${MSP}/${LOCAL}$`), '<MSPID>/<local id>');

/** A lot's id: `<issuer>/<ref>/<n>` for entry n of issued lots, `<issuer>/<ref>/s<n>` for output n of a spend. */
export const lotId: Rule = matching(new RegExp(`^${MSP}/${LOCAL}/s?${NUMBER}$`), 'lot id');

/** The id of a lot of a class: `<issuer>/<ref>/<n>` for entry n of issued lots, `<company>/<ref>/m<n>` for output n of a move, `d<n>` of a deal. */
export const classLotId: Rule = matching(new RegExp(`^${MSP}/${LOCAL}/[md]?${NUMBER}$`), 'lot id');

/** Who has a lot: a company, or a wallet by the hash of its keys. */
export const holder: Rule = matching(
  new RegExp(`^(?:company:${MSP}|wallet:[0-9a-f]{64})$`),
  'company:<MSPID> or wallet:<64 hex>',
);

/** A record's id: `<MSPID>/<ref>/<n>` for entry n of what a company anchored. */
export const recordId: Rule = matching(new RegExp(`^${MSP}/${LOCAL}/${NUMBER}$`), '<MSPID>/<ref>/<n>');

/** The name of a channel or a chaincode. */
export const fabricName: Rule = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,248}$/,
  'name of a channel or chaincode',
);

/** A key of the ledger. `keyToParts` in the fact folder knows which ones exist. */
export const ledgerKey: Rule = matching(/^[A-Za-z0-9._~/-]{1,512}$/, 'ledger key');

/** Milliseconds UTC since 1970, to the end of the year 9999. */
export const time: Rule = integer(0, LIMITS.timeMsMax);

/** A number of a series that starts at 0. */
export const seriesNumber: Rule = integer(0, LIMITS.seriesMax);

/** A number of a series that starts at 1. */
export const sequence: Rule = integer(1, LIMITS.seriesMax);

/** Lower-case hex of a SHA-256. */
export const digest: Rule = matching(/^[0-9a-f]{64}$/, 'SHA-256 hex');

/** ISO 4217 alphabetic form. */
export const currency: Rule = matching(/^[A-Z]{3}$/, 'ISO 4217');

/** Standard base64 with padding, the one encoding of its bytes. */
export function base64(lengthMax: number): Rule {
  return {
    check: (value, field) => {
      const checked = checkText(value, field, { min: 4, max: lengthMax });
      if (Buffer.from(checked, 'base64').toString('base64') !== checked) {
        throw new ModelError({ code: 'FIELD_FORMAT', field, rule: 'base64' });
      }
    },
  };
}

function wholeAmount(form: RegExp, max?: bigint): Rule {
  return {
    check: (value, field) => {
      if (typeof value !== 'string') {
        throw new ModelError({ code: 'FIELD_TYPE', field, rule: 'decimal string' });
      }
      if (!/^-?[0-9]{1,32}$/.test(value)) {
        throw new ModelError({ code: 'FIELD_FORMAT', field, rule: 'decimal string' });
      }
      if (!form.test(value) || (max !== undefined && BigInt(value) > max)) {
        throw new ModelError({
          code: 'FIELD_RANGE',
          field,
          rule: max === undefined ? 'not negative' : '1..2^63-1',
        });
      }
    },
    revive: (value) => BigInt(value as string),
  };
}

/** Points or minor units of money: a decimal string from 1 to 2^63−1 on the wire, a `bigint` in code. */
export const amount: Rule = wholeAmount(/^[1-9][0-9]*$/, LIMITS.amountMax);

/** As {@link amount}, where nothing at all is possible too. */
export const amountOrZero: Rule = wholeAmount(/^(?:0|[1-9][0-9]*)$/, LIMITS.amountMax);

/** A sum of any amounts, which one amount could not hold: a decimal string of at most 32 digits. */
export const sumOfAmounts: Rule = wholeAmount(/^(?:0|[1-9][0-9]*)$/);
