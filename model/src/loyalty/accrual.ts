import { LIMITS } from '../limits.js';
import { Field, OptionalField, listOf } from '../validation/field.js';
import { amount, assetId, digest, ref, seriesNumber, time } from '../validation/identifiers.js';
import { integer, oneOf } from '../validation/rule.js';

/** A traveller (by the holder's hash, never a name) and the transport that was travelled. */
export class Journey {
  @Field(digest) holder!: string;
  @Field(assetId) transportId!: string;
}

/** `loyalty:Accrue`: points for the distance of each journey, under the terms in force. */
export class Accrual {
  @Field(assetId) programme!: string;
  @Field(ref) ref!: string;
  @Field(listOf(() => Journey, { min: 1, max: LIMITS.bulkMax })) accruals!: Journey[];
}

/** `loyalty:Compensate`: points for each late journey, from the terms in force and the transport's recorded delay. */
export class Compensation {
  @Field(assetId) programme!: string;
  @Field(ref) ref!: string;
  @Field(listOf(() => Journey, { min: 1, max: LIMITS.bulkMax })) compensations!: Journey[];
}

/** Why points were issued. */
export const LOT_ORIGINS = ['accrual', 'compensation'] as const;

/** One of {@link LOT_ORIGINS}. */
export type LotOrigin = (typeof LOT_ORIGINS)[number];

/** A lot of points that were issued for a journey. */
export class IssuedLot extends Journey {
  @Field(amount) amount!: bigint;
  @Field(time) expiresAt!: number;
  @Field(seriesNumber) termsVersion!: number;
  /** Metres that an accrual counted. */
  @OptionalField(integer(1, LIMITS.distanceMetersMax)) distanceMeters?: number;
  /** Minutes that a compensation counted. */
  @OptionalField(integer(1, LIMITS.delayMinutesMax)) delayMinutes?: number;
}

/** Body of `loyalty.lots`. */
export class LotsIssued {
  @Field(assetId) programme!: string;
  @Field(oneOf(LOT_ORIGINS)) origin!: LotOrigin;
  @Field(listOf(() => IssuedLot, { min: 1, max: LIMITS.bulkMax })) lots!: IssuedLot[];
}
