import { LIMITS } from '../limits';
import { Field, listOf } from '../validation/field';
import { amount, amountOrZero, assetId, digest, ref, seriesNumber, time } from '../validation/identifiers';
import { oneOf } from '../validation/rule';
import { LOT_ORIGINS, type LotOrigin } from './journey';

/** What the issuer computed for a journey; nothing where the terms give nothing for it. */
export class EarnedPoints {
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** The issuer's commitment to the journey (`journeyCommitment`). */
  @Field(digest) journey!: string;
  /** What the journey earned. */
  @Field(amountOrZero) amount!: bigint;
}

/** `loyalty:Accrue`: points for the distance of each journey, under the terms with that version, which have to be in force. */
export class Accrual {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** Version of the terms under which the points were booked. */
  @Field(seriesNumber) termsVersion!: number;
  /** What each journey earned. */
  @Field(listOf(() => EarnedPoints, { min: 1, max: LIMITS.bulkMax })) accruals!: EarnedPoints[];
}

/** `loyalty:Compensate`: points for each late journey, under the terms with that version, which have to be in force. */
export class Compensation {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** Version of the terms under which the points were booked. */
  @Field(seriesNumber) termsVersion!: number;
  /** What each late journey earned. */
  @Field(listOf(() => EarnedPoints, { min: 1, max: LIMITS.bulkMax })) compensations!: EarnedPoints[];
}

/** A lot of points that were issued for a journey, which only the issuer can name. */
export class IssuedLot {
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** The issuer's commitment to the journey. */
  @Field(digest) journey!: string;
  /** How many points. */
  @Field(amount) amount!: bigint;
  /** From when on the points cannot be spent. */
  @Field(time) expiresAt!: number;
}

/** Body of `loyalty.lots`. */
export class LotsIssued {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** What the points are for. */
  @Field(oneOf(LOT_ORIGINS)) origin!: LotOrigin;
  /** Version of the terms under which the points were booked. */
  @Field(seriesNumber) termsVersion!: number;
  /** Digest of the terms under which the lots were booked: their rule governs the lots. */
  @Field(digest) terms!: string;
  /** The lots. */
  @Field(listOf(() => IssuedLot, { min: 1, max: LIMITS.bulkMax })) lots!: IssuedLot[];
}
