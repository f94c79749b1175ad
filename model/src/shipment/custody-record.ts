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
  @Field(sequence) sequence!: number;
  @Field(mspId) from!: string;
  /** Absent where nothing holds under the number. */
  @OptionalField(mspId) to?: string;
  @Field(oneOf(HANDOVER_STATUSES)) status!: HandoverStatus;
  @OptionalField(time) offeredAt?: number;
  @OptionalField(time) endedAt?: number;
  @OptionalField(ledgerKey) fact?: string;
  @OptionalField(digest) digest?: string;
}

/** The way of a shipment through its custodians, in order. */
export class CustodyRecord {
  @Field(assetId) shipmentId!: string;
  @Field(mspId) consignor!: string;
  @Field(mspId) custodian!: string;
  @Field(oneOf(SHIPMENT_STATUSES)) status!: ShipmentStatus;
  @Field(listOf(() => Handover, { min: 0, max: 64 })) handovers!: Handover[];
}
