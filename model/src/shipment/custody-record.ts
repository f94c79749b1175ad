import { Field, OptionalField, listOf } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, sequence, time } from '../validation/identifiers';
import { oneOf } from '../validation/rule';
import { SHIPMENT_STATUSES, ShipmentRequest, type ShipmentStatus } from './shipment-record';

/** `shipment:GetCustody`. */
export class CustodyRequest extends ShipmentRequest {}

/** How an offer ended; `void` is a number that its company used up by something that does not hold. */
export const HANDOVER_STATUSES = ['open', 'withdrawn', 'accepted', 'void'] as const;

/** One of {@link HANDOVER_STATUSES}. */
export type HandoverStatus = (typeof HANDOVER_STATUSES)[number];

/** One offer of custody. */
export class Handover {
  /** Number of the offer. */
  @Field(sequence) sequence!: number;
  /** MSP id of the company that offered. */
  @Field(mspId) from!: string;
  /** Absent where nothing holds under the number. */
  @OptionalField(mspId) to?: string;
  /** How the offer ended. */
  @Field(oneOf(HANDOVER_STATUSES)) status!: HandoverStatus;
  /** Ledger time of the offer. */
  @OptionalField(time) offeredAt?: number;
  /** Ledger time of its end; absent while it is open. */
  @OptionalField(time) endedAt?: number;
  /** Key of the offer. */
  @OptionalField(ledgerKey) fact?: string;
  /** SHA-256 of the offer's bytes, in hex. */
  @OptionalField(digest) digest?: string;
}

/** The way of a shipment through its custodians, in order. */
export class CustodyRecord {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @Field(assetId) shipmentId!: string;
  /** MSP id of the company that consigned the goods. */
  @Field(mspId) consignor!: string;
  /** MSP id of the company that has custody. */
  @Field(mspId) custodian!: string;
  /** What state it is in. */
  @Field(oneOf(SHIPMENT_STATUSES)) status!: ShipmentStatus;
  /** Each offer, in order. */
  @Field(listOf(() => Handover, { min: 0, max: 64 })) handovers!: Handover[];
}
