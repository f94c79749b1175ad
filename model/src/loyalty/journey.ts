import { createHmac } from 'node:crypto';
import { canonicalJson } from '../json';
import { LIMITS } from '../limits';
import { Field, listOf } from '../validation/field';
import { assetId, digest, mspId, ref } from '../validation/identifiers';
import { oneOf } from '../validation/rule';

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

/** Journeys whose distance earns points: what an issuer asks its own client for. */
export class JourneyAccrual {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  @Field(assetId) programme!: string;
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** 1 to 100 journeys. */
  @Field(listOf(() => Journey, { min: 1, max: LIMITS.bulkMax })) accruals!: Journey[];
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
