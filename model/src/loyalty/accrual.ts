import { LIMITS } from '../limits';
import { Field, listOf } from '../validation/field';
import { amount, amountOrZero, assetId, digest, ref, seriesNumber, time } from '../validation/identifiers';
import { oneOf } from '../validation/rule';
import { LOT_ORIGINS, type LotOrigin } from './journey';

/** What the issuer computed for a journey; nothing where the terms give nothing for it. */
export class EarnedPoints {
  @Field(digest) holder!: string;
  /** The issuer's commitment to the journey (`journeyCommitment`). */
  @Field(digest) journey!: string;
  @Field(amountOrZero) amount!: bigint;
}

/** `loyalty:Accrue`: points for the distance of each journey, under the terms with that version, which have to be in force. */
export class Accrual {
  @Field(assetId) programme!: string;
  @Field(ref) ref!: string;
  @Field(seriesNumber) termsVersion!: number;
  @Field(listOf(() => EarnedPoints, { min: 1, max: LIMITS.bulkMax })) accruals!: EarnedPoints[];
}

/** `loyalty:Compensate`: points for each late journey, under the terms with that version, which have to be in force. */
export class Compensation {
  @Field(assetId) programme!: string;
  @Field(ref) ref!: string;
  @Field(seriesNumber) termsVersion!: number;
  @Field(listOf(() => EarnedPoints, { min: 1, max: LIMITS.bulkMax })) compensations!: EarnedPoints[];
}

/** A lot of points that were issued for a journey, which only the issuer can name. */
export class IssuedLot {
  @Field(digest) holder!: string;
  @Field(digest) journey!: string;
  @Field(amount) amount!: bigint;
  @Field(time) expiresAt!: number;
}

/** Body of `loyalty.lots`. */
export class LotsIssued {
  @Field(assetId) programme!: string;
  @Field(oneOf(LOT_ORIGINS)) origin!: LotOrigin;
  @Field(seriesNumber) termsVersion!: number;
  /** Digest of the terms under which the lots were booked: their rule governs the lots. */
  @Field(digest) terms!: string;
  @Field(listOf(() => IssuedLot, { min: 1, max: LIMITS.bulkMax })) lots!: IssuedLot[];
}
