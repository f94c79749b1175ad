import { createHmac } from 'node:crypto';
import { canonicalJson } from '../json';
import { LIMITS } from '../limits';
import { Field, OptionalField, listOf } from '../validation/field';
import { amount, assetId, digest, mspId, ref, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';

/** Why points are issued. */
export const LOT_ORIGINS = ['accrual', 'compensation'] as const;

/** One of {@link LOT_ORIGINS}. */
export type LotOrigin = (typeof LOT_ORIGINS)[number];

/** A traveller (by the holder's hash, never a name) and the transport that was travelled. It never gets to the ledger. */
export class Journey {
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** Id of the transport, `<operator's MSP id>/<local id>`. */
  @Field(assetId) transportId!: string;
}

/** A journey with what the terms' rules look at; none of it gets to the ledger. */
export class TravelledJourney extends Journey {
  /** The fare, as the issuer's rules call it. */
  @OptionalField(text(32)) fare?: string;
  /** The traveller's tier, as the issuer's rules call it. */
  @OptionalField(text(32)) tier?: string;
}

/** Something that a traveller bought at a partner that lets earn; none of it gets to the ledger. */
export class Purchase {
  /** The holder's id in the programme. */
  @Field(digest) holder!: string;
  /** Id of the purchase, `<partner's MSP id>/<local id>`: it earns once. */
  @Field(assetId) purchaseId!: string;
  /** What was spent, in minor units. */
  @Field(amount) spentMinor!: bigint;
  /** When. */
  @Field(time) at!: number;
  /** The traveller's tier, as the issuer's rules call it. */
  @OptionalField(text(32)) tier?: string;
}

/** Purchases that earn points: what an issuer asks its own client for. */
export class PurchaseAccrual {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** 1 to 100 purchases. */
  @Field(listOf(() => Purchase, { min: 1, max: LIMITS.bulkMax })) purchases!: Purchase[];
}

/** Journeys whose distance earns points: what an issuer asks its own client for. */
export class JourneyAccrual {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** 1 to 100 journeys. */
  @Field(listOf(() => TravelledJourney, { min: 1, max: LIMITS.bulkMax })) accruals!: TravelledJourney[];
}

/** Late journeys that earn points: what an issuer asks its own client for. */
export class JourneyCompensation {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** 1 to 100 late journeys. */
  @Field(listOf(() => Journey, { min: 1, max: LIMITS.bulkMax })) compensations!: Journey[];
}

/** A journey for which points can be issued once in a programme for each kind. */
export class JourneySubject extends Journey {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Whether points are for the way or for the delay. */
  @Field(oneOf(LOT_ORIGINS)) kind!: LotOrigin;
}

/** The reserved key in a company's own seals under which the secret of its journeys is kept. */
export const JOURNEY_SECRET_KEY = 'secret/journeys';

/** Length of that secret. */
export const JOURNEY_SECRET_BYTES = 32;

/**
 * What the ledger shows of a journey: HMAC-SHA256 (hex) with the issuer's secret over the canonical JSON
 * `["kontti.journey.v1", kind, programme, holder, transportId]`. The same journey always gives the same commitment, and without the secret
 * nobody can try out which journey it is.
 */
export function journeyCommitment(secret: Uint8Array, journey: JourneySubject): string {
  const { kind, programme, holder, transportId } = journey;
  const content = canonicalJson(['kontti.journey.v1', kind, programme, holder, transportId]);
  return createHmac('sha256', secret).update(content).digest('hex');
}

/** `loyalty:CreateJourneySecret` and `loyalty:GetJourneySecret`: of the calling company. */
export class JourneySecretRequest {
  /** MSP id of the company. */
  @Field(mspId) mspId!: string;
}

/** Answer of `loyalty:GetJourneySecret`: hex of the secret, each byte XORed with that of the private argument `mask`. */
export class JourneySecretRecord {
  /** The secret, under a mask that the company alone can take off. */
  @Field(digest) masked!: string;
}
