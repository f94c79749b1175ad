import { boundedAmount, sumAmounts } from '../amounts';
import type { Net } from './settlement';

/** What netting needs to know of a claim. */
export interface NettedClaim {
  /** MSP id of the company that owes. */
  readonly debtor: string;
  /** MSP id of the company that is owed. */
  readonly creditor: string;
  /** ISO 4217 code of the currency. */
  readonly currency: string;
  /** Amount in minor units of the currency. */
  readonly minor: bigint;
}

/**
 * What remains owed between two companies once their claims on each other are set off, by currency in alphabetic order.
 * A currency in which nothing remains has no entry.
 * @throws ModelError `FIELD_RANGE` when more than 2^63−1 remains
 */
export function netClaims(claims: readonly NettedClaim[]): Net[] {
  const currencies = [...new Set(claims.map((claim) => claim.currency))].sort();
  return currencies.flatMap((currency) => {
    const ofCurrency = claims.filter((claim) => claim.currency === currency);
    const { debtor, creditor } = ofCurrency[0] ?? { debtor: '', creditor: '' };
    const forward = sumAmounts(
      ofCurrency.filter((claim) => claim.debtor === debtor).map((claim) => claim.minor),
    );
    const backward = sumAmounts(
      ofCurrency.filter((claim) => claim.debtor !== debtor).map((claim) => claim.minor),
    );
    if (forward === backward) return [];
    return forward > backward
      ? [{ currency, debtor, creditor, minor: boundedAmount(forward - backward) }]
      : [{ currency, debtor: creditor, creditor: debtor, minor: boundedAmount(backward - forward) }];
  });
}
