import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { Field, OptionalField } from '../validation/field';
import {
  amount,
  assetId,
  digest,
  ledgerKey,
  lotId,
  seriesNumber,
  sumOfAmounts,
  time,
} from '../validation/identifiers';
import { integer, oneOf, text } from '../validation/rule';

/** The states of a lot. Whether an unspent lot has expired depends on the time at which one looks. */
export const LOT_STATUSES = ['unspent', 'spent'] as const;

/** One of {@link LOT_STATUSES}. */
export type LotStatus = (typeof LOT_STATUSES)[number];

/** `loyalty:GetLot`. */
export class LotRequest {
  @Field(lotId) lotId!: string;
}

/** `loyalty:QueryLots`: the lots of a holder in a programme. */
export class LotQuery extends PageRequest {
  @Field(assetId) programme!: string;
  @Field(digest) holder!: string;
  @OptionalField(oneOf(LOT_STATUSES)) status?: LotStatus;
}

/** A lot, where it comes from and whether a sealed spend used it up. */
export class LotRecord {
  @Field(lotId) lotId!: string;
  @Field(assetId) programme!: string;
  @Field(digest) holder!: string;
  @Field(amount) amount!: bigint;
  @Field(time) expiresAt!: number;
  @Field(seriesNumber) termsVersion!: number;
  @Field(oneOf(['accrual', 'compensation', 'transfer', 'change'])) origin!:
    'accrual' | 'compensation' | 'transfer' | 'change';
  /** The issuer's commitment to the journey that earned the points; absent in what a spend made. */
  @OptionalField(digest) journey?: string;
  @Field(oneOf(LOT_STATUSES)) status!: LotStatus;
  /** `<issuer>/<ref>` of the spend that used the lot up. */
  @OptionalField(assetId) spentBy?: string;
  @Field(ledgerKey) fact!: string;
  /** Of the fact that made the lot: an order names it as the origin of its input. */
  @Field(digest) digest!: string;
}

/** What a holder has at `at` (lots that expired by then do not count). */
export class BalanceRequest {
  @Field(assetId) programme!: string;
  @Field(digest) holder!: string;
  @Field(time) at!: number;
}

/** `loyalty:GetBalance`: one page of it; the sums of all pages are the balance. */
export class BalanceQuery extends BalanceRequest {
  /** Where the page before ended; absent for the first page. */
  @OptionalField(text(LIMITS.bookmarkLengthMax)) bookmark?: string;
}

/** The sums of a holder's unspent lots that one page met. */
export class BalancePage extends BalanceRequest {
  @Field(sumOfAmounts) points!: bigint;
  @Field(sumOfAmounts) expired!: bigint;
  /** Lots that count in `points`. */
  @Field(integer(0, 1_000_000)) lots!: number;
  /** Lots that are listed and do not hold. */
  @Field(integer(0, 1_000_000)) rejected!: number;
  /** `''` on the last page. */
  @Field(text(LIMITS.bookmarkLengthMax, 0)) bookmark!: string;
}
