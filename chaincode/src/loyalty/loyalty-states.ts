import { isExpired } from '@kontti/model';

/** What is known of a lot: points that stand until they are spent whole. */
export interface LotState {
  readonly status: 'unspent' | 'spent';
  readonly expiresAt: number;
}

/**
 * The state of a lot after a spend at ledger time `at`, or why it cannot be spent: `unspent` –spend→ `spent`. The issuer's seal
 * marks it, in a redemption together with the partner's.
 */
export function spendLot(lot: LotState, at: number): LotState | 'LOT_SPENT' | 'LOT_EXPIRED' {
  if (lot.status === 'spent') return 'LOT_SPENT';
  return isExpired(lot, at) ? 'LOT_EXPIRED' : { ...lot, status: 'spent' };
}

/** The two companies of a settlement, and how far they are. */
export interface SettlementState {
  readonly status: 'proposed' | 'settled';
  readonly proposer: string;
  readonly counterparty: string;
}

/** `proposed` –accepted by the counterparty→ `settled`, under both companies' seals. */
export function acceptSettlement(
  settlement: SettlementState,
  by: string,
): SettlementState | 'STATE' | 'NOT_A_PARTY' {
  if (by !== settlement.counterparty) return 'NOT_A_PARTY';
  return settlement.status === 'settled' ? 'STATE' : { ...settlement, status: 'settled' };
}

/** The number that the next terms of a programme have to carry: terms only ever follow the ones in force. */
export function nextTermsVersion(inForce: { readonly version: number } | undefined): number {
  return inForce === undefined ? 0 : inForce.version + 1;
}
