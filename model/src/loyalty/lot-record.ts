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
  /** Id of the lot, `<issuer's MSP id>/<reference>/<place>`. */
  @Field(lotId) lotId!: string;
}

/** `loyalty:QueryLots`: the lots of a holder in a programme. */
export class LotQuery extends PageRequest {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** What state it is in. */
  @OptionalField(oneOf(LOT_STATUSES)) status?: LotStatus;
}

/** A lot, where it comes from and whether a sealed spend used it up. */
export class LotRecord {
  /** Id of the lot, `<issuer's MSP id>/<reference>/<place>`. */
  @Field(lotId) lotId!: string;
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** How many points the lot has. */
  @Field(amount) amount!: bigint;
  /** From when on the points cannot be spent. */
  @Field(time) expiresAt!: number;
  /** Version of the terms under which the points were booked. */
  @Field(seriesNumber) termsVersion!: number;
  /** What made the lot. */
  @Field(oneOf(['accrual', 'compensation', 'transfer', 'change'])) origin!:
    'accrual' | 'compensation' | 'transfer' | 'change';
  /** The issuer's commitment to the journey that earned the points; absent in what a spend made. */
  @OptionalField(digest) journey?: string;
  /** Whether the lot is spent; an unspent one may have expired. */
  @Field(oneOf(LOT_STATUSES)) status!: LotStatus;
  /** `<issuer>/<ref>` of the spend that used the lot up. */
  @OptionalField(assetId) spentBy?: string;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** Of the fact that made the lot: an order names it as the origin of its input. */
  @Field(digest) digest!: string;
}

/** What a holder has at `at` (lots that expired by then do not count). */
export class BalanceRequest {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** At what time; lots that expired by then do not count. */
  @Field(time) at!: number;
}

/** `loyalty:GetBalance`: one page of it; the sums of all pages are the balance. */
export class BalanceQuery extends BalanceRequest {
  /** Where the page before ended; absent for the first page. */
  @OptionalField(text(LIMITS.bookmarkLengthMax)) bookmark?: string;
}

/** The sums of a holder's unspent lots that one page met. */
export class BalancePage extends BalanceRequest {
  /** Points that can be spent. */
  @Field(sumOfAmounts) points!: bigint;
  /** Points of unspent lots that have expired. */
  @Field(sumOfAmounts) expired!: bigint;
  /** Lots that count in `points`. */
  @Field(integer(0, 1_000_000)) lots!: number;
  /** Lots that are listed and do not hold. */
  @Field(integer(0, 1_000_000)) rejected!: number;
  /** `''` on the last page. */
  @Field(text(LIMITS.bookmarkLengthMax, 0)) bookmark!: string;
}
