import { PageRequest } from '../page.js';
import { Field, OptionalField } from '../validation/field.js';
import {
  amount,
  amountOrZero,
  assetId,
  digest,
  ledgerKey,
  lotId,
  seriesNumber,
  time,
} from '../validation/identifiers.js';
import { integer, oneOf } from '../validation/rule.js';

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
  @OptionalField(assetId) transportId?: string;
  @Field(oneOf(LOT_STATUSES)) status!: LotStatus;
  /** `<issuer>/<ref>` of the spend that used the lot up. */
  @OptionalField(assetId) spentBy?: string;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}

/** `loyalty:GetBalance`: what a holder has at `at` (lots that expired by then do not count). */
export class BalanceRequest {
  @Field(assetId) programme!: string;
  @Field(digest) holder!: string;
  @Field(time) at!: number;
}

/** The sum of a holder's unspent, unexpired lots. */
export class BalanceRecord extends BalanceRequest {
  @Field(amountOrZero) points!: bigint;
  @Field(amountOrZero) expired!: bigint;
  @Field(integer(0, 1_000_000)) lots!: number;
}
